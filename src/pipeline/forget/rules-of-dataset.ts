import { field, listField, textField } from '../../core/field.ts'
import type { DatasetConfig } from '../output/manifest.ts'
import type { Rules } from '../steps/index.ts'
import { ACTED_RULES } from '../steps/rules.ts'

const SWITCHED = [
  'feedback',
  'unfinished',
  'empty',
  'structure',
  'tools',
  'short',
  'exactDuplicates',
] as const satisfies readonly (keyof Rules)[]

/** The rules that a dataset was built with, as far as they were given as words. */
export function rulesByWord(words: DatasetConfig['rules'] = {}): Rules {
  let rules: Rules = {}
  for (const name of [...ACTED_RULES, ...SWITCHED]) if (words[name] === false) rules = { ...rules, [name]: false }
  for (const name of ACTED_RULES) {
    const word = words[name]
    if (word === 'drop' || word === 'flag') rules = { ...rules, [name]: word }
  }
  return rules
}

/** Whether a step has dropped generations of a reason. */
export function hasDropped(step: string, report: unknown, reason: string): boolean {
  return listField(field(report, 'generations'), 'dropped').some((line) => {
    return textField(line, 'step') === step && textField(line, 'reason') === reason
  })
}
