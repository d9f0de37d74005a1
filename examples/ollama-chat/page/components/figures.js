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
        label="Captured"
        value=${captured.calls}
        note=${`in ${figure(captured.conversations)} ${captured.conversations === 1 ? 'chat' : 'chats'}`}
      />
      <${Figure} label="Usable rows" value=${kept.rows} note=${share(kept.conversations, captured.conversations)} />
      <${Figure} label="Masked" value=${sum(masked)} note="personal data" />
      <${Figure} label="Tokens" value=${tokens.input + tokens.output} note=${`${compact(tokens.output)} out`} />
    </dl>
  `
}

/** @param {{ label: string, value: number, note: string }} props */
function Figure({ label, value, note }) {
  const shown = useEased(value)
  return html`
    <div>
      <dt>${label}</dt>
      <dd><b title=${figure(value)}>${value >= 100_000 ? compact(shown) : figure(shown)}</b><span>${note}</span></dd>
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

/**
 * @param {number} part
 * @param {number} whole
 */
function share(part, whole) {
  return whole === 0 ? '' : `${Math.round((100 * part) / whole)}% of chats`
}

const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

/** @param {number} count */
export function compact(count) {
  return COMPACT.format(count)
}
