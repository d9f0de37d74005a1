// @ts-check
import { html } from '../html.js'
import { showBranch } from '../state/chat.js'
import { Icon } from './icon.js'

/**
 * Switches between the versions of a message.
 * @param {{ parent: string | null, index: number, count: number, label: string }} props
 */
export function Branches({ parent, index, count, label }) {
  if (count < 2) return null
  const to = (/** @type {number} */ next) => () => {
    if (next >= 0 && next < count) showBranch(parent, next)
  }
  // aria-disabled, not disabled: a button that is switched off would drop the focus at either end.
  return html`
    <span class="branches" role="group" aria-label=${`Versions of this ${label}`}>
      <button
        type="button"
        class="icon-button"
        aria-label=${`Previous ${label}`}
        aria-disabled=${index === 0}
        onClick=${to(index - 1)}
      >
        <${Icon} name="left" />
      </button>
      <span class="branches-count" aria-live="polite">${index + 1}/${count}</span>
      <button
        type="button"
        class="icon-button"
        aria-label=${`Next ${label}`}
        aria-disabled=${index === count - 1}
        onClick=${to(index + 1)}
      >
        <${Icon} name="right" />
      </button>
    </span>
  `
}
