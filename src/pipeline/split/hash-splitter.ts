import { hash } from 'node:crypto'
import { badOption } from '../../core/check-options.ts'
import type { SplitName, SplitShares } from './splits.ts'

const HEX_DIGITS_OF_52_BITS = 13

/**
 * Assigns groups to splits by a salted hash: where a group goes depends on nothing but the salt and the share of the
 * held-out part, so new data never moves old rows, and changing one share never moves a row of the other held-out part.
 * `test` takes the lowest hashes, `validation` the highest, `train` what lies between.
 *
 * @throws FinetapError `bad_option` when a share is no number from 0 to 1, or nothing is left for training
 */
export function createSplitter(shares: SplitShares, salt: string): (group: string) => SplitName {
  const { validation, test } = checkShares(shares)
  return (group) => {
    const fraction = fractionOf(salt, group)
    if (fraction < test) return 'test'
    return fraction >= 1 - validation ? 'validation' : 'train'
  }
}

/** @throws FinetapError `bad_option` */
export function checkShares({ validation = 0, test = 0 }: SplitShares): Required<SplitShares> {
  for (const [name, share] of Object.entries({ validation, test })) {
    if (Number.isFinite(share) && share >= 0 && share < 1) continue
    const what = `split.${name} is ${share}, and a share is a part of the whole: 0.05 is five in a hundred`
    throw badOption(what, 'give a number from 0 to below 1')
  }
  if (validation + test >= 1) {
    const what = `split.validation ${validation} and split.test ${test} leave nothing for training`
    throw badOption(what, 'give shares whose sum is below 1, such as 0.05 and 0.05')
  }
  return { validation, test }
}

/** A number from 0 to below 1 that a group always gets: the first 52 bits of a SHA-256. */
export function fractionOf(salt: string, group: string): number {
  const digits = hash('sha256', `${salt}\0${group}`, 'hex').slice(0, HEX_DIGITS_OF_52_BITS)
  return Number.parseInt(digits, 16) / 2 ** 52
}
