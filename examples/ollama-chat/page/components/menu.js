// @ts-check
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { html } from '../html.js'
import { Icon } from './icon.js'

/**
 * A button that opens a short list of actions. Arrow keys move, Escape closes.
 * @param {{ label: string, items: readonly { label: string, tone?: string, act: () => void }[] }} props
 */
export function Menu({ label, items }) {
  const [isOpen, setOpen] = useState(false)
  const root = useRef(/** @type {HTMLElement | null} */ (null))
  const close = () => setOpen(false)
  useLayoutEffect(() => {
    if (!isOpen) return
    optionsOf(root.current)[0]?.focus()
    const onPress = (/** @type {PointerEvent} */ { target }) => {
      if (!(target instanceof Node) || root.current?.contains(target) !== true) close()
    }
    document.addEventListener('pointerdown', onPress)
    return () => document.removeEventListener('pointerdown', onPress)
  }, [isOpen])
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (!isOpen) return
    if (event.key === 'Escape' || event.key === 'Tab') {
      close()
      root.current?.querySelector('button')?.focus()
      if (event.key === 'Escape') event.preventDefault()
    }
    const to = step(event.key, root.current)
    if (to === undefined) return
    event.preventDefault()
    to.focus()
  }
  return html`
    <span class="menu" ref=${root} onKeyDown=${onKeyDown}>
      <button
        type="button"
        class="icon-button"
        aria-label=${label}
        aria-haspopup="menu"
        aria-expanded=${isOpen}
        onClick=${() => setOpen(!isOpen)}
      >
        <${Icon} name="more" />
      </button>
      ${
        isOpen &&
        html`<ul class="menu-list" role="menu" aria-label=${label}>
          ${items.map((item) => entry(item, close))}
        </ul>`
      }
    </span>
  `
}

/**
 * @param {{ label: string, tone?: string, act: () => void }} item
 * @param {() => void} close
 */
function entry({ label, tone, act }, close) {
  const choose = () => {
    close()
    act()
  }
  return html`
    <li role="none">
      <button type="button" role="menuitem" tabindex="-1" class=${`menu-item ${tone ?? ''}`} onClick=${choose}>
        ${label}
      </button>
    </li>
  `
}

/** @param {HTMLElement | null} root */
function optionsOf(root) {
  return [...(root?.querySelectorAll('[role=menuitem]') ?? [])].filter((option) => option instanceof HTMLElement)
}

/**
 * @param {string} key
 * @param {HTMLElement | null} root
 */
function step(key, root) {
  const options = optionsOf(root)
  const at = options.findIndex((option) => option === document.activeElement)
  if (key === 'ArrowDown') return options[(at + 1) % options.length]
  if (key === 'ArrowUp') return options.at(at - 1)
  if (key === 'Home') return options[0]
  return key === 'End' ? options.at(-1) : undefined
}
