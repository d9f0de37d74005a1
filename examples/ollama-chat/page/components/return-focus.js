// @ts-check
import { useRef } from 'preact/hooks'

/**
 * For what takes the focus and goes again: gives it back to a control nearby, once that is drawn.
 * @param {string} selector
 */
export function useReturnFocus(selector) {
  const near = useRef(/** @type {HTMLElement | null} */ (null))
  const giveBack = () => {
    requestAnimationFrame(() => {
      const control = near.current?.querySelector(selector)
      if (control instanceof HTMLElement && document.activeElement === document.body) control.focus()
    })
  }
  return { near, giveBack }
}
