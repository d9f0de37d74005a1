// @ts-check
import { useEffect, useRef } from 'preact/hooks'
import { html } from '../html.js'
import { closeSheet, openSheet, sheets } from '../state/layout.js'

/**
 * A side panel: beside the chat where there is room, over it where there is none.
 * @param {{ name: 'sessions' | 'dataset', label: string, children: unknown }} props
 */
export function Sheet({ name, label, children }) {
  const isSheet = sheets.value[name]
  const isOpen = openSheet.value === name
  const element = useRef(/** @type {HTMLElement | null} */ (null))
  useEffect(() => {
    if (!isOpen) return
    const opener = document.activeElement
    element.current?.focus({ preventScroll: true })
    return () => {
      if (opener instanceof HTMLElement) opener.focus({ preventScroll: true })
    }
  }, [isOpen])
  return html`
    <aside
      ref=${element}
      class=${`panel panel-${name} ${isSheet ? 'sheet' : ''} ${isOpen ? 'sheet-open' : ''}`}
      aria-label=${label}
      inert=${isSheet && !isOpen}
      tabindex=${isSheet ? -1 : undefined}
      onKeyDown=${isOpen && keepFocusInside}
    >
      ${children}
    </aside>
  `
}

/** The way out by Tab would lead into the browser's own bars: Escape and the close button are the ways. */
/** @param {KeyboardEvent & { currentTarget: HTMLElement }} event */
function keepFocusInside(event) {
  if (event.key === 'Escape' && !event.defaultPrevented) {
    event.preventDefault()
    closeSheet()
    return
  }
  if (event.key !== 'Tab') return
  const stops = [
    ...event.currentTarget.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]'),
  ].filter((stop) => stop instanceof HTMLElement && stop.tabIndex >= 0 && stop.checkVisibility())
  const edge = event.shiftKey ? stops[0] : stops.at(-1)
  const isAtEdge = document.activeElement === edge || document.activeElement === event.currentTarget
  const next = event.shiftKey ? stops.at(-1) : stops[0]
  if (!isAtEdge || !(next instanceof HTMLElement)) return
  event.preventDefault()
  next.focus()
}
