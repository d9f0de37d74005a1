// @ts-check
/** @import { Counts, DatasetView } from '../types.d.ts' */
import { useEffect, useRef, useState } from 'preact/hooks'
import { html } from '../html.js'
import { figure } from './card.js'

const EASE_MS = 160

/** @param {{ view: DatasetView }} props */
export function Figures({ view }) {
  const { captured, kept, masked, tokens } = view
  return html`
    <dl class="figures">
      <${Figure}
        label="Answers"
        value=${captured.calls}
        note=${`in ${short(captured.conversations)} ${captured.conversations === 1 ? 'chat' : 'chats'}`}
        title="Answers of the model that were captured: a call of a tool counts, too"
      />
      <${Figure}
        label="Usable chats"
        value=${kept.conversations}
        note=${`of ${short(captured.conversations)}`}
        title="Chats of which something comes through the filters"
      />
      <${Figure} label="Masked" value=${sum(masked)} note="values" title=${maskedInWords(masked)} />
      <${Figure}
        label="Tokens"
        value=${tokens.input + tokens.output}
        note=${`${short(tokens.output)} out`}
        title=${`${figure(tokens.input)} in, ${figure(tokens.output)} out`}
      />
    </dl>
  `
}

/** @param {{ label: string, value: number, note: string, title: string }} props */
function Figure({ label, value, note, title }) {
  const shown = useEased(value)
  return html`
    <div title=${title}>
      <dt>${label}</dt>
      <dd><b title=${figure(value)}>${short(shown)}</b><span>${note}</span></dd>
    </div>
  `
}

/**
 * A number on its way to a value.
 * @param {number} value
 */
function useEased(value) {
  const [shown, setShown] = useState(value)
  const from = useRef(value)
  useEffect(() => {
    const start = from.current
    const startedAt = performance.now()
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches || document.hidden
    let frame = 0
    const step = () => {
      const part = isCalm ? 1 : Math.min(1, (performance.now() - startedAt) / EASE_MS)
      from.current = start + (value - start) * (1 - (1 - part) ** 3)
      setShown(from.current)
      if (part < 1) frame = requestAnimationFrame(step)
    }
    step()
    return () => cancelAnimationFrame(frame)
  }, [value])
  return shown
}

/** @param {Counts} counts */
export function sum(counts) {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}

/** @param {Counts} masked */
function maskedInWords(masked) {
  const counts = Object.entries(masked).map(([rule, count]) => `${rule.replaceAll('-', ' ')}: ${figure(count)}`)
  return ['Personal data and secrets that were masked', ...counts].join('\n')
}

const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 })
const SHORT_FROM = 10_000

/** @param {number} count */
function short(count) {
  return count < SHORT_FROM ? figure(count) : compact(count)
}

/** @param {number} count */
export function compact(count) {
  return COMPACT.format(count)
}
