import { hash } from 'node:crypto'
import { FinetapError } from '../core/errors.ts'

export const SPLIT_NAMES = ['train', 'validation', 'test'] as const

export type SplitName = (typeof SPLIT_NAMES)[number]

/** Shares of the held-out parts, each from 0 to 1; what they leave is for training. */
export type SplitShares = { readonly validation?: number; readonly test?: number }

const HEX_DIGITS_OF_52_BITS = 13

/**
 * Assigns groups to splits by a salted hash: where a group goes depends on nothing but the salt and the share of the
 * held-out part, so new data never moves old rows, and changing one share never moves a row of the other held-out part.
 * `test` takes the lowest hashes, `validation` the highest, `train` what lies between.
 *
 * @throws FinetapError `bad_option` when a share is no number from 0 to 1, or nothing is left for training
 */
export function createSplitter({ validation = 0, test = 0 }: SplitShares, salt: string): (group: string) => SplitName {
  for (const [name, share] of Object.entries({ validation, test })) {
    if (Number.isFinite(share) && share >= 0 && share < 1) continue
    const why = 'a share is a part of the whole: 0.05 is five in a hundred'
    throw new FinetapError('bad_option', {
      what: `split.${name} is ${share}`,
      why,
      fix: 'give a number from 0 to below 1',
    })
  }
  if (validation + test >= 1) {
    const what = `split.validation ${validation} and split.test ${test} leave nothing for training`
    throw new FinetapError('bad_option', { what, fix: 'give shares whose sum is below 1, such as 0.05 and 0.05' })
  }
  return (group) => {
    const fraction = fractionOf(`${salt}\0${group}`)
    if (fraction < test) return 'test'
    return fraction >= 1 - validation ? 'validation' : 'train'
  }
}

/** A number from 0 to below 1 that a text always gives: the first 52 bits of its SHA-256. */
function fractionOf(text: string): number {
  return Number.parseInt(hash('sha256', text, 'hex').slice(0, HEX_DIGITS_OF_52_BITS), 16) / 2 ** 52
}
