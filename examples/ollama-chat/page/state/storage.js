// @ts-check
import { signal } from '@preact/signals'

const PREFIX = 'finetap-chat:'

/** True when the browser refused to keep something: its quota is used up, or storage is switched off. */
export const storageFull = signal(false)

/**
 * @template Value
 * @param {string} name
 * @param {Value} otherwise
 * @returns {Value}
 */
export function recall(name, otherwise) {
  try {
    const text = localStorage.getItem(PREFIX + name)
    return text === null ? otherwise : JSON.parse(text)
  } catch {
    return otherwise
  }
}

/**
 * @param {string} name
 * @param {unknown} value
 */
export function keep(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value))
    storageFull.value = false
  } catch {
    storageFull.value = true
  }
}

/** @param {string} name */
export function discard(name) {
  try {
    localStorage.removeItem(PREFIX + name)
    storageFull.value = false
  } catch {
    storageFull.value = true
  }
}

/**
 * Tells what another tab changed; `undefined` when it cleared everything.
 * @param {(name: string | undefined) => void} listener
 */
export function onKeptElsewhere(listener) {
  addEventListener('storage', ({ key }) => {
    if (key === null) listener(undefined)
    else if (key.startsWith(PREFIX)) listener(key.slice(PREFIX.length))
  })
}
