// @ts-check
/** @import { Signal } from '@preact/signals' */
import { effect, signal } from '@preact/signals'
import { keep, recall } from './storage.js'

const system = matchMedia('(prefers-color-scheme: dark)')

/** What the user chose; the system decides where there is no choice. @type {Signal<'light' | 'dark' | null>} */
const chosen = signal(readChoice())
const systemIsDark = signal(system.matches)

export function isDark() {
  return chosen.value === null ? systemIsDark.value : chosen.value === 'dark'
}

export function toggleTheme() {
  const next = isDark() ? 'light' : 'dark'
  // Back to what the system says is no choice any more: it follows the evening again.
  chosen.value = (next === 'dark') === systemIsDark.value ? null : next
  keep('theme-choice', chosen.value)
}

export function watchTheme() {
  system.addEventListener('change', ({ matches }) => {
    systemIsDark.value = matches
  })
  effect(() => {
    if (chosen.value === null) delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = chosen.value
  })
}

function readChoice() {
  const kept = recall('theme-choice', null)
  return kept === 'light' || kept === 'dark' ? kept : null
}
