// @ts-check
/** @import { FunnelStep } from '../types.d.ts' */
import { html } from '../html.js'
import { Card, figure } from './card.js'

/**
 * @param {{ steps: readonly FunnelStep[], chats: number, isJudged: boolean }} props `chats`: in how many the kept answers
 * lie
 */
export function Funnel({ steps, chats, isJudged }) {
  const most = Math.max(1, ...steps.map(({ count, dropped }) => count + dropped))
  return html`
    <${Card}
      title="What survives the filters"
      note="answers"
      aside=${html`<span class="chip chip-ok">in ${figure(chats)} ${chats === 1 ? 'chat' : 'chats'}</span>`}
    >
      ${steps.length === 0 && html`<p class="card-empty">Counting…</p>`}
      <table class="funnel">
        <thead class="hidden">
          <tr><th scope="col">Step</th><th scope="col">Share</th><th scope="col">Left</th><th scope="col">Dropped</th></tr>
        </thead>
        <tbody>
          ${steps.map(
            (step, index) => html`
              <${FunnelRow} key=${step.step} step=${step} most=${most} isLast=${index === steps.length - 1} />
            `,
          )}
        </tbody>
      </table>
      ${isJudged && html`<p class="caption card-foot">Feedback is logged. It does not change the rows yet.</p>`}
    </${Card}>
  `
}

/** @param {{ step: FunnelStep, most: number, isLast: boolean }} props */
function FunnelRow({ step, most, isLast }) {
  const { label, count, dropped, why } = step
  const before = count + dropped
  return html`
    <tr>
      <th scope="row">${label}</th>
      <td class="funnel-track" aria-hidden="true">
        <div class="track">
          <div class=${`fill ${isLast ? 'fill-final' : ''}`} style=${{ width: percent(count / most) }}></div>
          <div class="hatch" style=${{ width: percent(dropped / most) }}></div>
        </div>
      </td>
      <td class="funnel-count">${figure(count)}</td>
      <td class="funnel-drop">
        ${dropped > 0 && html`<b>−${figure(dropped)}</b> <span>${((100 * dropped) / before).toFixed(1)}%</span>`}
      </td>
    </tr>
    ${
      why.length > 0 &&
      html`<tr class="funnel-why">
        <td colspan="4">${why.join(', ')}</td>
      </tr>`
    }
  `
}

/** @param {number} part */
function percent(part) {
  return `${(100 * part).toFixed(2)}%`
}
