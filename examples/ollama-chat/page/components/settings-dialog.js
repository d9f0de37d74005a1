// @ts-check
import { html } from '../html.js'
import { canThink, model } from '../state/models.js'
import { changeSettings, settings } from '../state/settings.js'
import { Dialog } from './dialog.js'

/** @param {{ onClose: () => void }} props */
export function SettingsDialog({ onClose }) {
  const { system } = settings.value
  return html`
    <${Dialog} title="Settings" onClose=${onClose}>
      <label class="setting">
        <span>System prompt</span>
        <textarea
          class="field"
          rows="5"
          dir="auto"
          placeholder="You are the support assistant of a tea shop. Be brief."
          value=${system}
          onInput=${(/** @type {Input} */ { currentTarget }) => changeSettings({ system: currentTarget.value })}
        ></textarea>
      </label>
      <${Temperature} />
      <${Thinking} />
      <p class="caption">They hold for every chat, from the next answer on.</p>
      <div class="dialog-actions">
        <button type="button" class="button button-main" onClick=${onClose}>Done</button>
      </div>
    </${Dialog}>
  `
}

/** @typedef {Event & { currentTarget: HTMLInputElement }} Input */

function Temperature() {
  const { temperature } = settings.value
  const shown = temperature === null ? 'the model’s own' : temperature.toFixed(1)
  return html`
    <div class="setting">
      <label for="temperature"><span>Temperature</span><output for="temperature">${shown}</output></label>
      <input
        id="temperature"
        type="range"
        min="0"
        max="2"
        step="0.1"
        value=${temperature ?? 0.8}
        aria-valuetext=${shown}
        onInput=${(/** @type {Input} */ { currentTarget }) => changeSettings({ temperature: currentTarget.valueAsNumber })}
      />
      <button
        type="button"
        class="link"
        disabled=${temperature === null}
        onClick=${() => changeSettings({ temperature: null })}
      >
        Leave it to the model
      </button>
    </div>
  `
}

function Thinking() {
  return html`
    <label class="setting setting-switch">
      <span>
        Thinking
        ${!canThink.value && html`<small>${model.value?.name ?? 'This model'} does not show its thinking</small>`}
      </span>
      <input
        type="checkbox"
        role="switch"
        class="switch"
        checked=${canThink.value && settings.value.think}
        disabled=${!canThink.value}
        onChange=${(/** @type {Input} */ { currentTarget }) => changeSettings({ think: currentTarget.checked })}
      />
    </label>
  `
}
