export const SPLIT_NAMES = ['train', 'validation', 'test'] as const

export type SplitName = (typeof SPLIT_NAMES)[number]

/** Shares of the held-out parts, each from 0 to 1; what they leave is for training. */
export type SplitShares = { readonly validation?: number; readonly test?: number }

// Splits as numbers, for typed arrays. The larger one is held out more strictly: only the smaller ones ever shrink.
export const NO_SPLIT = 0
export const TRAIN = 1
export const VALIDATION = 2
export const TEST = 3

/** Of conversations that are copies of held-out ones: in no split, for ever. */
export const ASIDE = 4

export const KEY_PLACES = ['train', 'validation', 'test', 'aside'] as const

/** What a ledger says of a key. */
export type KeyPlace = (typeof KEY_PLACES)[number]

export function placeName(code: number): KeyPlace | undefined {
  return code === ASIDE ? 'aside' : splitName(code)
}

export function placeCode(place: KeyPlace): number {
  return place === 'aside' ? ASIDE : splitCode(place)
}

export function splitCode(name: SplitName): number {
  return SPLIT_NAMES.indexOf(name) + 1
}

export function splitName(code: number): SplitName | undefined {
  return SPLIT_NAMES[code - 1]
}
