// @ts-check
import { html } from '../html.js'

/** Outlines on a grid of 16, as path data. */
const PATHS = {
  plus: 'M8 3.5v9M3.5 8h9',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  layers: 'M8 2 14 5 8 8 2 5ZM2 8l6 3 6-3M2 11l6 3 6-3',
  close: 'M4 4l8 8M12 4l-8 8',
  settings: 'M2.5 5h6M12.5 5h1M2.5 11h1M7.5 11h6M10.5 3v4M5.5 9v4',
  sun: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7',
  moon: 'M13.2 9.6A5.7 5.7 0 0 1 6.4 2.8a5.7 5.7 0 1 0 6.8 6.8Z',
  send: 'M8 13V3M3.8 7.2 8 3l4.2 4.2',
  stop: 'M4.5 4.5h7v7h-7Z',
  copy: 'M5.5 5.5h8v8h-8ZM3.5 10.5h-1v-8h8v1',
  check: 'M3 8.5 6.5 12 13 4.5',
  up: 'M2.5 7h2.4v6.5H2.5ZM4.9 7l2.7-5c1 0 1.7.8 1.5 1.9L8.7 6h3.5a1.4 1.4 0 0 1 1.4 1.7l-.9 4.6a1.5 1.5 0 0 1-1.5 1.2H4.9',
  down: 'M13.5 9h-2.4V2.5h2.4ZM11.1 9l-2.7 5c-1 0-1.7-.8-1.5-1.9l.4-2.1H3.8a1.4 1.4 0 0 1-1.4-1.7l.9-4.6a1.5 1.5 0 0 1 1.5-1.2h6.3',
  again: 'M13 3v3.2H9.8M12.7 6.2A5.2 5.2 0 1 0 13.2 9',
  pencil: 'M3 13l.6-2.8 7-7 2.2 2.2-7 7ZM9.3 4.5l2.2 2.2',
  trash: 'M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.6 9h6.8l.6-9M6.7 7v4M9.3 7v4',
  left: 'M9.8 3.8 5.6 8l4.2 4.2',
  right: 'M6.2 3.8 10.4 8l-4.2 4.2',
  latest: 'M8 3v10M3.8 8.8 8 13l4.2-4.2',
  download: 'M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.5 13.5h11',
  alert: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM8 5v3.5M8 10.9h.01',
}

/**
 * @param {{ name: keyof typeof PATHS, className?: string }} props
 */
export function Icon({ name, className = '' }) {
  return html`
    <svg class=${`icon ${className}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d=${PATHS[name]} />
    </svg>
  `
}

/** The mark of finetap: a tap, and what it gives. */
export function Mark() {
  return html`
    <svg class="mark" viewBox="0 0 16 16" width="18" height="18" aria-hidden="true">
      <path class="mark-pipe" d="M1.5 4.6h6.2a4 4 0 0 1 4 4v.9" />
      <path class="mark-handle" d="M5.4 4.6V1.9M3.4 1.6h4" />
      <circle class="mark-drop" cx="11.7" cy="13.6" r="1.7" />
    </svg>
  `
}
