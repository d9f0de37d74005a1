// @ts-check
import { html } from '../html.js'

/**
 * One turn of the thread: who and when at the left, what at the right.
 * @param {{ who: string, facts: readonly string[], className?: string, busy?: boolean, children: unknown }} props
 */
export function Message({ who, facts, className = '', busy = false, children }) {
  return html`
    <article class=${`message ${className}`} aria-label=${who} aria-busy=${busy}>
      <header class="message-side">
        <span class="message-who">${who}</span>
        ${facts.map((fact) => html`<span class="message-fact" key=${fact}>${fact}</span>`)}
      </header>
      <div class="message-body">${children}</div>
    </article>
  `
}

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })

/** @param {string | number} at */
export function clock(at) {
  return CLOCK.format(new Date(at))
}

/** @param {number} milliseconds */
export function seconds(milliseconds) {
  return milliseconds < 1_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1_000).toFixed(2)} s`
}
