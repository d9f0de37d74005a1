// @ts-check
/** @import { DatasetView } from '../types.d.ts' */
import { useState } from 'preact/hooks'
import { html } from '../html.js'
import { Card, figure } from './card.js'
import { ColouredJson } from './coloured-json.js'

const NAMES = new Map([
  ['chatml', 'ChatML'],
  ['csv', 'CSV'],
  ['json', 'JSON'],
])

/** Those with a row for each question. A row of the others is a whole chat. */
const BY_QUESTION = new Set(['csv', 'alpaca', 'instruction'])

/** @param {{ formats: DatasetView['formats'] }} props */
export function Formats({ formats }) {
  const [chosen, setChosen] = useState('')
  const shown =
    formats.find(({ name }) => name === chosen) ?? formats.find(({ name }) => name === 'chatml') ?? formats[0]
  if (shown === undefined) return null
  const { name, rows, preview } = shown
  return html`
    <${Card} title="Formats" note=${`${figure(rows)} ${rows === 1 ? 'row' : 'rows'}, a ${BY_QUESTION.has(name) ? 'question' : 'chat'} each`}>
      <div class="tabs" role="tablist" aria-label="Formats" onKeyDown=${onKeyDown}>
        ${formats.map(
          (format) => html`
            <button
              key=${format.name}
              type="button"
              role="tab"
              id=${`format-${format.name}`}
              class="tab"
              aria-selected=${format === shown}
              aria-controls="format-rows"
              tabindex=${format === shown ? 0 : -1}
              onFocus=${() => setChosen(format.name)}
              onClick=${() => setChosen(format.name)}
            >
              ${title(format.name)}
            </button>
          `,
        )}
      </div>
      <div class="preview" id="format-rows" role="tabpanel" aria-labelledby=${`format-${name}`}>
        ${
          preview.length === 0
            ? html`<p class="card-empty">No rows yet: nothing has come through the filters.</p>`
            : preview.map((row) => html`<${ColouredJson} text=${row} />`)
        }
      </div>
    </${Card}>
  `
}

/** @param {KeyboardEvent & { currentTarget: HTMLElement }} event */
function onKeyDown(event) {
  const tabs = [...event.currentTarget.querySelectorAll('button')]
  const at = tabs.findIndex((tab) => tab === document.activeElement)
  const to = { ArrowRight: (at + 1) % tabs.length, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key]
  if (to === undefined) return
  event.preventDefault()
  tabs.at(to)?.focus()
}

/** @param {string} name */
function title(name) {
  return NAMES.get(name) ?? name.charAt(0).toUpperCase() + name.slice(1)
}
