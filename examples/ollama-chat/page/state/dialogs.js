// @ts-check
/** @import { SessionEntry } from '../types.d.ts' */
/** @import { Signal } from '@preact/signals' */
import { signal } from '@preact/signals'

/** The modal box that is open. @type {Signal<{ kind: 'settings' } | { kind: 'forget', session: SessionEntry } | null>} */
export const dialog = signal(null)

export function closeDialog() {
  dialog.value = null
}
