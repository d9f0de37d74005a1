// @ts-check
import { html } from '../html.js'
import { maskedText } from './masked-text.js'

const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
const COLOURED_UP_TO = 20_000

/**
 * JSON with quiet colours, or any other text as it is.
 * @param {{ text: string }} props
 */
export function ColouredJson({ text }) {
  const isJson = /^\s*[[{]/.test(text) && text.length <= COLOURED_UP_TO
  return html`<pre class="json" tabindex="0" dir="ltr">${isJson ? coloured(text) : maskedText(text)}</pre>`
}

/** @param {string} text */
function coloured(text) {
  const parts = []
  let end = 0
  for (const token of text.matchAll(TOKEN)) {
    parts.push(text.slice(end, token.index))
    end = token.index + token[0].length
    const [whole, string, colon] = token
    if (colon !== undefined) parts.push(html`<span class="json-key">${string}</span>`, colon)
    else if (string !== undefined) parts.push(html`<span class="json-string">${maskedText(string)}</span>`)
    else parts.push(html`<span class="json-value">${whole}</span>`)
  }
  parts.push(text.slice(end))
  return parts
}
