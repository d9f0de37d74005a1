// @ts-check
/** @import { DatasetView } from '../types.d.ts' */
import { html } from '../html.js'
import { dataset } from '../state/dataset.js'
import { closeSheet, sheets } from '../state/layout.js'
import { serverAnswers } from '../state/server.js'
import { DatasetActions } from './dataset-actions.js'
import { Figures } from './figures.js'
import { Formats } from './formats.js'
import { Funnel } from './funnel.js'
import { Icon } from './icon.js'
import { Lengths } from './lengths.js'
import { Notice } from './notice.js'
import { TurnList } from './turn-list.js'

/** What the log holds and what a dataset made from it would be, as it changes. */
export function DatasetPanel() {
  const view = dataset.value
  return html`
    <div class="panel-head">
      <h2>Dataset</h2>
      <span class=${`live ${serverAnswers.value ? '' : 'live-off'}`}
        >${serverAnswers.value ? 'Capturing' : 'Waiting for the server'}</span
      >
      ${
        sheets.value.dataset &&
        html`
          <button type="button" class="icon-button" aria-label="Close" onClick=${closeSheet}>
            <${Icon} name="close" />
          </button>
        `
      }
    </div>
    <div class="dataset" tabindex="0" role="region" aria-label="Dataset figures">
      ${view === undefined ? html`<p class="caption">Reading the log…</p>` : cards(view)}
    </div>
    <${Notice} sheet="dataset" />
    <${DatasetActions} />
  `
}

/** @param {DatasetView} view */
function cards(view) {
  if (view.captured.calls === 0) return html`<${Nothing} />`
  return html`
    ${view.problem && html`<p class="problem" role="alert">${view.problem}</p>`}
    <${Figures} view=${view} />
    <${TurnList} turns=${view.turns} />
    <${Funnel} steps=${view.funnel} chats=${view.kept.conversations} isJudged=${view.captured.feedback > 0} />
    <${Lengths} view=${view} />
    <${Formats} formats=${view.formats} />
  `
}

function Nothing() {
  return html`
    <div class="nothing">
      <svg class="nothing-picture" viewBox="0 0 120 64" width="120" height="64" aria-hidden="true">
        <path d="M4 12h112M4 26h96M4 40h64M4 54h36" />
      </svg>
      <h3>Nothing captured yet</h3>
      <p>Ask the chat something. The turn appears here the moment it is answered, with personal data masked.</p>
      <p>Or fill in 200 sample chats below, and see the filters work.</p>
    </div>
  `
}
