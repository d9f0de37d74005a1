import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { explainReason, reasonCodes } from '../../../src/pipeline/report/reasons.ts'
import { repository } from '../../support/repository.ts'

const PIPELINE = join(repository, 'src/pipeline')
const FOLDERS = ['steps', 'fold', 'split', 'divide', 'work', 'refine']

/** Words in snake case that are no reasons: what they are instead. */
const OTHERS = {
  'kinds of parts and finish reasons': ['tool_call', 'tool_result'],
  'codes of warnings': [
    'evaluation_short',
    'large_group',
    'ledger_lost',
    'ledger_torn',
    'model_not_found',
    'quota_without_ledger',
    'step_changes_input',
    'uneven_split',
  ],
  'what became of feedback': ['ambiguous_target', 'unknown_target'],
  'damage of a log': ['not_an_event'],
  'details of bad_structure': [
    'call_without_result',
    'no_user',
    'result_without_call',
    'same_role_twice',
    'system_in_middle',
  ],
  'kinds of damaged text': ['control_characters', 'unreadable_characters', 'wrong_encoding'],
  'texts of errors of others': ['overloaded_error'],
}

/** Where a code of one word is given as a reason or a flag. */
const GIVEN = [
  /\b(?:reason|flag): '([a-z_]+)'/g,
  /\b(?:drop|lose|giveUp)\(\w+(?:\.\w+)?, '([a-z_]+)'/g,
  /\? '([a-z_]+)' : undefined/g,
  /\? undefined : '([a-z_]+)'/g,
  /\bwithFlags\([^\n]*\['([a-z_]+)'\]/g,
  /\breasons\.set\(\w+, '([a-z_]+)'/g,
]

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
}

function codesIn(text: string): readonly string[] {
  const source = text.replaceAll(/\bFinetapError\(\s*'\w+'|\bcode === '\w+'/g, '')
  const inSnakeCase = Array.from(source.matchAll(/'([a-z]+(?:_[a-z]+)+)'/g), ([, code = '']) => code)
  return [...inSnakeCase, ...GIVEN.flatMap((form) => Array.from(source.matchAll(form), ([, code = '']) => code))]
}

test('every reason and flag that stands in the source is explained', () => {
  const others = new Set(Object.values(OTHERS).flat())
  const codes = new Set(
    FOLDERS.flatMap((folder) => sourcesIn(join(PIPELINE, folder)))
      .flatMap(codesIn)
      .filter((code) => !others.has(code)),
  )
  expect([...codes]).toEqual(expect.arrayContaining(['regenerated', 'refusal', 'trivial', 'corrected', 'history_cut']))
  expect([...codes].filter((code) => explainReason(code) === undefined)).toEqual([])
})

test('no reason is explained that nothing gives', () => {
  const given = [...[...FOLDERS, 'formats'].map((folder) => join(PIPELINE, folder)), join(repository, 'src/core')]
    .flatMap(sourcesIn)
    .concat(
      readFileSync(join(PIPELINE, 'step-runner.ts'), 'utf8'),
      readFileSync(join(PIPELINE, 'output/dataset-writer.ts'), 'utf8'),
    )
    .join('')
  expect(reasonCodes.filter((code) => !given.includes(`'${code}'`))).toEqual([])
})
