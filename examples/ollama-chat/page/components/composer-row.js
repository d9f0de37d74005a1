// @ts-check
import { html } from '../html.js'
import { stop } from '../state/answering.js'
import { canThink, model, models } from '../state/models.js'
import { openId } from '../state/sessions.js'
import { changeSettings, settings } from '../state/settings.js'
import { Icon } from './icon.js'

/**
 * What stands below the text: with what it is asked, and the button that asks or stops.
 * @param {{ isRunning: boolean, isEmpty: boolean }} props
 */
export function ComposerRow({ isRunning, isEmpty }) {
  return html`
    <div class="composer-row">
      <${ModelPicker} />
      <${ThinkButton} />
      <span class="composer-hint" id="composer-hint">
        ${!isRunning && html`<span><kbd>Enter</kbd> send</span>`}
        <span><kbd>Shift Enter</kbd> new line</span>
      </span>
      ${
        isRunning
          ? html`
              <button type="button" class="button composer-go" onClick=${() => stop(openId.value)}>
                <${Icon} name="stop" className="icon-solid" />Stop<kbd>Esc</kbd>
              </button>
            `
          : html`
              <button type="submit" class="button button-main composer-go" disabled=${isEmpty}>
                <${Icon} name="send" />Send
              </button>
            `
      }
    </div>
  `
}

function ModelPicker() {
  const names = models.value?.models.map(({ name }) => name) ?? []
  const onChange = (/** @type {Event & { currentTarget: HTMLSelectElement }} */ { currentTarget }) =>
    changeSettings({ model: currentTarget.value })
  return html`
    <select class="model-picker" aria-label="Model" value=${model.value?.name ?? ''} onChange=${onChange}>
      ${names.length === 0 && html`<option value="">No model yet</option>`}
      ${names.map((name) => html`<option key=${name} value=${name}>${name}</option>`)}
    </select>
  `
}

function ThinkButton() {
  if (!canThink.value) return null
  const { think } = settings.value
  return html`
    <button
      type="button"
      class="chip chip-choice"
      aria-pressed=${think}
      onClick=${() => changeSettings({ think: !think })}
    >
      Thinking
    </button>
  `
}
