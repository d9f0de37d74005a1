// @ts-check
import { signal } from '@preact/signals'

const SHOWN_MS = 4_000

/** A line that says what just happened, above the composer. */
export const notice = signal('')

/** What screen readers hear: a whole answer at its end, not each of its tokens. */
export const announcement = signal('')

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer

/** @param {string} text */
export function notify(text) {
  notice.value = text
  clearTimeout(timer)
  timer = setTimeout(() => {
    notice.value = ''
  }, SHOWN_MS)
}
