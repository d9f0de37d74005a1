// @ts-check
import { useLayoutEffect, useRef } from 'preact/hooks'
import { html } from '../html.js'

/**
 * A modal box: focus stays inside, Escape and a press outside close it.
 * @param {{ title: string, className?: string, onClose: () => void, children: unknown }} props
 */
export function Dialog({ title, className = '', onClose, children }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null))
  useLayoutEffect(() => {
    const element = dialog.current
    const opener = document.activeElement
    element?.showModal()
    // A second Escape closes it without asking `cancel` first.
    element?.addEventListener('close', onClose)
    return () => {
      element?.removeEventListener('close', onClose)
      element?.close()
      if (opener instanceof HTMLElement) opener.focus({ preventScroll: true })
    }
  }, [])
  const onPress = (/** @type {MouseEvent} */ event) => {
    if (event.target === dialog.current) onClose()
  }
  const onCancel = (/** @type {Event} */ event) => {
    event.preventDefault()
    onClose()
  }
  return html`
    <dialog
      ref=${dialog}
      class=${`dialog ${className}`}
      aria-labelledby="dialog-title"
      onCancel=${onCancel}
      onClick=${onPress}
    >
      <div class="dialog-body">
        <h2 id="dialog-title">${title}</h2>
        ${children}
      </div>
    </dialog>
  `
}
