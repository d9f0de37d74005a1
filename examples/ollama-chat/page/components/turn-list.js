// @ts-check
/** @import { CapturedTurn } from '../types.d.ts' */
import { html } from '../html.js'
import { Card } from './card.js'
import { maskedText } from './masked-text.js'
import { clock, seconds } from './message.js'

const SHOWN = 50

/** @param {{ turns: readonly CapturedTurn[] }} props */
export function TurnList({ turns }) {
  return html`
    <${Card} title="Captured a moment ago" note="this chat">
      ${
        turns.length === 0
          ? html`<p class="card-empty">Nothing from this chat yet. Ask something.</p>`
          : html`<ol class="turns">
              ${turns.slice(0, SHOWN).map((turn) => html`<${Turn} key=${turn.id} turn=${turn} />`)}
            </ol>`
      }
    </${Card}>
  `
}

/** @param {{ turn: CapturedTurn }} props */
function Turn({ turn }) {
  return html`
    <li class="turn">
      <details>
        <summary>
          <time>${clock(turn.at)}</time>
          <span class="turn-question" dir="auto">${maskedText(turn.question || '(no text)')}</span>
          <span class="turn-chips">${chipsOf(turn)}</span>
          <span class="turn-facts">
            ${turn.model !== undefined && html`<span class="turn-model">${turn.model}</span>`}
            ${factsOf(turn).map((fact) => html`<span>${fact}</span>`)}
            <span class="turn-masks">${masksOf(turn)}</span>
          </span>
        </summary>
        <div class="turn-answer" dir="auto">${maskedText(turn.answer || '(no answer)')}</div>
      </details>
    </li>
  `
}

/** @param {CapturedTurn} turn */
function chipsOf({ status, tools, thumb }) {
  return [
    tools > 0 && html`<span class="chip chip-tool">${tools === 1 ? '1 tool' : `${tools} tools`}</span>`,
    thumb === 'up' && html`<span class="chip chip-ok" title="thumbs up">+1</span>`,
    thumb === 'down' && html`<span class="chip chip-bad" title="thumbs down">−1</span>`,
    status === 'ok'
      ? html`<span class="chip chip-ok">ok</span>`
      : html`<span class=${`chip ${status === 'error' ? 'chip-bad' : 'chip-warn'}`}>${status}</span>`,
  ]
}

/** @param {CapturedTurn} turn */
function factsOf({ durationMs, outputTokens }) {
  return [
    ...(durationMs === undefined ? [] : [seconds(durationMs)]),
    ...(outputTokens === undefined ? [] : [`${outputTokens.toLocaleString('en')} tok`]),
  ]
}

/** @param {CapturedTurn} turn */
function masksOf({ masked }) {
  return Object.entries(masked).map(
    ([rule, count]) => html`<span class="mask">${maskName(rule)}${count > 1 && ` ×${count}`}</span>`,
  )
}

/** @param {string} rule */
function maskName(rule) {
  return `[${rule.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}]`
}
