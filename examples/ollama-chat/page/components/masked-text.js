// @ts-check
import { html } from '../html.js'

/** What finetap writes where personal data or a secret stood. */
const MASK = /(\[[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*\])/

/**
 * Text with its masks as chips.
 * @param {string} text
 */
export function maskedText(text) {
  return text.split(MASK).map((part, index) => (index % 2 === 1 ? html`<span class="mask">${part}</span>` : part))
}
