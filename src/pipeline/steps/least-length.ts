import { badOption, checkOptions } from '../../core/check-options.ts'

/** The least that one side must say, in letters and digits. */
export type LeastLength = {
  /** Of scripts that spell words letter by letter. */
  readonly letters: number
  /** Of Chinese, Japanese and Korean, where a character says more. Mixed text counts by its shares. */
  readonly cjk: number
}

/** @throws FinetapError `bad_option` unless both lengths are given: without one the other would count for nothing */
export function requireLeast(name: string, least: LeastLength | undefined): void {
  if (least === undefined) return
  checkOptions(name, least, { letters: 'number', cjk: 'number' })
  if (least.letters >= 0 && least.cjk >= 0) return
  throw badOption(`${name} lacks a length of 0 or more`, 'give both, such as { letters: 40, cjk: 15 }')
}
