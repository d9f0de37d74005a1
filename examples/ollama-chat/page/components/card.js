// @ts-check
import { html } from '../html.js'

/** @param {{ title: string, note?: string, aside?: unknown, children: unknown }} props */
export function Card({ title, note = '', aside, children }) {
  return html`
    <section class="card" aria-label=${title}>
      <header class="card-head">
        <h3>${title}</h3>
        ${note && html`<span class="caption">${note}</span>`} ${aside}
      </header>
      ${children}
    </section>
  `
}

/** @param {number} count */
export function figure(count) {
  return Math.round(count).toLocaleString('en')
}
