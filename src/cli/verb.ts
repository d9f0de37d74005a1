import type { Terminal } from './terminal.ts'

/** 0 done, 1 failed, 2 wrong usage, 3 nothing to do, 130 interrupted, 143 told to end. */
export type ExitCode = 0 | 1 | 2 | 3 | 130 | 143

export type Flag = {
  /** Such as `dry-run`, without the dashes. */
  readonly name: string
  readonly help: string
  /** What it takes, such as `time`; absent for a switch. */
  readonly value?: string
  /** True for one that may be given several times; `texts` has them all. */
  readonly many?: true
}

/** What was written on the command line, behind the verb. */
export type Given = {
  readonly words: readonly string[]
  /** The text of a flag. */
  readonly text: (flag: string) => string | undefined
  /** The texts of a flag that may be given several times, in their order. */
  readonly texts: (flag: string) => readonly string[]
  readonly isOn: (flag: string) => boolean
}

/** One verb of the command line, such as `cat`. */
export type Verb = {
  readonly name: string
  /** Its words: `<needed>` or `[optional]`. */
  readonly words: readonly string[]
  /** The flag that is likely meant by a word too many. */
  readonly spareIs?: string
  readonly summary: string
  readonly flags: readonly Flag[]
  readonly examples: readonly string[]
  /** Where there is no store, or nothing in it (default 3). */
  readonly whenMissing?: ExitCode
  /** @throws FinetapError, which is shown as what, why and the fix */
  readonly run: (given: Given, terminal: Terminal) => Promise<ExitCode>
}
