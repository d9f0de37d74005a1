// @ts-check
/** @import { Signal } from '@preact/signals' */
import { computed, signal } from '@preact/signals'

const narrow = matchMedia('(max-width: 760px)')
const medium = matchMedia('(max-width: 1120px)')
const width = signal(widthNow())

/** Which panel lies over the chat as a sheet. @type {Signal<'sessions' | 'dataset' | null>} */
export const sheet = signal(null)

/** Which of the two side panels are sheets at this width. */
export const sheets = computed(() => ({ sessions: width.value === 'narrow', dataset: width.value !== 'wide' }))

/** The sheet that is really over the chat now. */
export const openSheet = computed(() => (sheet.value !== null && sheets.value[sheet.value] ? sheet.value : null))

export function closeSheet() {
  sheet.value = null
}

export function watchWidth() {
  for (const query of [narrow, medium]) {
    query.addEventListener('change', () => {
      width.value = widthNow()
    })
  }
}

/** @returns {'narrow' | 'medium' | 'wide'} */
function widthNow() {
  if (narrow.matches) return 'narrow'
  return medium.matches ? 'medium' : 'wide'
}
