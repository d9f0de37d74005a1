// @ts-check
/** @import { FunnelStep } from '../types.d.ts' */
import { html } from '../html.js'
import { Card, figure } from './card.js'

/** @param {{ steps: readonly FunnelStep[], kept: number }} props */
export function Funnel({ steps, kept }) {
  const most = Math.max(1, ...steps.map(({ count, dropped }) => count + dropped))
  return html`
    <${Card} title="What survives the filters" aside=${html`<span class="chip chip-ok">${figure(kept)} ${kept === 1 ? 'row' : 'rows'}</span>`}>
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
    </${Card}>
  `
}

/** @param {{ step: FunnelStep, most: number, isLast: boolean }} props */
function FunnelRow({ step, most, isLast }) {
  const { label, count, dropped, reasons } = step
  const before = count + dropped
  const why = Object.entries(reasons)
    .map(([reason, times]) => `${reason.replaceAll('_', ' ')}: ${figure(times)}`)
    .join('\n')
  return html`
    <tr title=${why || undefined}>
      <th scope="row" title=${label}>${label}</th>
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
  `
}

/** @param {number} part */
function percent(part) {
  return `${(100 * part).toFixed(2)}%`
}
