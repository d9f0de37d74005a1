// @ts-check
import { html } from '../html.js'
import { openSheet } from '../state/layout.js'
import { notice } from '../state/notices.js'

/**
 * What just happened, in a line of its own that covers nothing. It is shown in one place at a time: in the sheet that lies
 * over the chat, else in the chat.
 * @param {{ sheet?: 'sessions' | 'dataset' | null }} props
 */
export function Notice({ sheet = null }) {
  if (openSheet.value !== sheet) return null
  return html`
    <div class="notice" role="status" aria-live="polite">${notice.value && html`<p>${notice.value}</p>`}</div>
  `
}
