// @ts-check
import { html } from '../html.js'
import { exportAll, exporting, exportProblem, filling, fillWithSamples } from '../state/dataset.js'
import { Icon } from './icon.js'

export function DatasetActions() {
  return html`
    <div class="panel-foot dataset-actions">
      ${exportProblem.value && html`<p class="problem" role="alert">${exportProblem.value}</p>`}
      <button type="button" class="button button-main" disabled=${exporting.value} onClick=${exportAll}>
        <${Icon} name="download" />${exporting.value ? 'Exporting…' : 'Export all formats'}
      </button>
      <button type="button" class="button" disabled=${filling.value} onClick=${fillWithSamples}>
        ${filling.value ? 'Filling…' : 'Fill with 200 sample chats'}
      </button>
    </div>
  `
}
