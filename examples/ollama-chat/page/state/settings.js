// @ts-check
/** @import { Settings } from '../types.d.ts' */
/** @import { Signal } from '@preact/signals' */
import { signal } from '@preact/signals'
import { keep, recall } from './storage.js'

/** @type {Settings} */
const DEFAULTS = { model: '', system: '', temperature: null, think: false }

/** What the next answer is asked with. @type {Signal<Settings>} */
export const settings = signal({ ...DEFAULTS, ...recall('settings', {}) })

/** @param {Partial<Settings>} change */
export function changeSettings(change) {
  settings.value = { ...settings.value, ...change }
  keep('settings', settings.value)
}
