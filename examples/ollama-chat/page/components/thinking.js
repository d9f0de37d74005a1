// @ts-check
import { html } from '../html.js'
import { Icon } from './icon.js'

/** @param {{ text: string, isGrowing: boolean }} props */
export function Thinking({ text, isGrowing }) {
  return html`
    <details class="thinking">
      <summary><${Icon} name="right" /><span>${isGrowing ? 'Thinking…' : 'Thought about it'}</span></summary>
      <div dir="auto">${text.trim()}</div>
    </details>
  `
}
