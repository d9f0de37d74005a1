import type { DatasetConfig, UntoldOption } from './output/manifest.ts'
import type { BuildOptions } from './build-options.ts'

type Given = Pick<BuildOptions, 'formats' | 'redact' | 'rules'>

const OPTIONS: readonly UntoldOption[] = ['formats', 'redact', 'rules']

/** The rules that were given as words: a manifest may tell them. */
export function ruleWordsOf({ rules = {} }: Given): NonNullable<DatasetConfig['rules']> {
  const words: Record<string, string | false> = {}
  // In one order, so that the same rules make the same manifest.
  for (const [name, rule] of Object.entries(rules).toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    if (typeof rule === 'string' || rule === false) words[name] = rule
  }
  return words
}

/** What was given beyond words, and may hold names or functions: a manifest tells only that it was. */
export function untoldOptionsOf({ formats = [], redact, rules = {} }: Given): readonly UntoldOption[] {
  const hasRedact = typeof redact === 'object' && Object.values(redact).some((value) => value !== undefined)
  const hasRules = Object.values(rules).some((rule) => typeof rule === 'object')
  const isUntold = { formats: formats.some((format) => typeof format !== 'string'), redact: hasRedact, rules: hasRules }
  return OPTIONS.filter((option) => isUntold[option])
}
