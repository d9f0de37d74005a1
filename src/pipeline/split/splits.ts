export const SPLIT_NAMES = ['train', 'validation', 'test'] as const

export type SplitName = (typeof SPLIT_NAMES)[number]

/** Shares of the held-out parts, each from 0 to 1; what they leave is for training. */
export type SplitShares = { readonly validation?: number; readonly test?: number }

// Splits as numbers, for typed arrays. The larger one is held out more strictly: only the smaller ones ever shrink.
export const NO_SPLIT = 0
export const TRAIN = 1
export const VALIDATION = 2
export const TEST = 3

export function splitCode(name: SplitName): number {
  return SPLIT_NAMES.indexOf(name) + 1
}

export function splitName(code: number): SplitName | undefined {
  return SPLIT_NAMES[code - 1]
}
