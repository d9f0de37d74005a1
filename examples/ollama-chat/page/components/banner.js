// @ts-check
import { html } from '../html.js'
import { loadModels, models } from '../state/models.js'
import { serverAnswers } from '../state/server.js'
import { storageFull } from '../state/storage.js'
import { Icon } from './icon.js'

/** What stands in the way of chatting, with the way out. */
export function Banner() {
  return html`
    <div class="banners" role="alert">
      ${!serverAnswers.value && html`<${ServerGone} />`} ${storageFull.value && html`<${StorageFull} />`}
      ${models.value?.models.length === 0 && html`<${NoModels} />`}
    </div>
  `
}

function ServerGone() {
  return html`
    <p class="banner banner-bad">
      <${Icon} name="alert" />
      <span>The server of this chat does not answer. This page tries again by itself.</span>
      <button type="button" class="button" onClick=${loadModels}>Try now</button>
    </p>
  `
}

function StorageFull() {
  return html`
    <p class="banner banner-warn">
      <${Icon} name="alert" />
      <span>This browser has no room left. What you write stays until the page closes: delete chats to make room.</span>
    </p>
  `
}

function NoModels() {
  return html`
    <p class="banner banner-warn">
      <${Icon} name="alert" />
      <span>Ollama has no model yet. Get one with <code>ollama pull llama3.2</code>, then reload.</span>
    </p>
  `
}
