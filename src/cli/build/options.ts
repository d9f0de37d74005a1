import type { BuildOptions, PipelineOptions, Rules, SplitOptions } from '../../datasets.ts'
import { defined } from '../../core/field.ts'
import { badUsage } from '../usage.ts'
import type { Flag, Given } from '../verb.ts'
import { MASK_FLAGS, maskingOf } from './masking.ts'
import { readRules } from './rules.ts'
import { choice, namesOf, oneOf } from './values.ts'

/** The flags of everything that takes a log through the steps. */
export const STEP_FLAGS: readonly Flag[] = [
  {
    name: 'rule',
    value: 'name=what',
    many: true,
    help: 'Such as refusals=drop, near-duplicates=off, user-cap=50 (rows), length=8000 (characters of a row); repeatable',
  },
  { name: 'only-model', value: 'name', many: true, help: 'Only answers of this model; repeatable' },
  { name: 'exclude-model', value: 'name', many: true, help: 'No answers of this model; repeatable' },
  ...MASK_FLAGS,
  { name: 'consent', value: 'required', help: 'Only calls that were recorded with consent: true' },
]

export const SPLIT_FLAGS: readonly Flag[] = [
  {
    name: 'split',
    value: 'shares',
    help: 'Validation and test: 0.05,0.05 (default), 0.05 for validation alone, or 90/5/5 with training first',
  },
  { name: 'split-by', value: 'way', help: 'hash (default), or time: the newest are held out' },
  { name: 'group-by', value: 'groups', help: 'What stands in one split only: user,conversation (default), tenant' },
  { name: 'stratify', value: 'part', help: 'Give each model, tenant or language its share' },
  { name: 'salt', value: 'text', help: 'Another salt gives other splits (default finetap)' },
]

export const THREADS_FLAG: Flag = {
  name: 'threads',
  value: 'count',
  help: 'Threads that fold and clean (default: as many as the log is worth, at most 4)',
}

/**
 * What the flags say of the steps.
 *
 * @throws FinetapError `bad_option`
 */
export function stepOptionsOf(given: Given): Pick<PipelineOptions, 'consent' | 'redact' | 'rules'> {
  const consent = oneOf(given, 'consent', ['required'] as const)
  const models = modelsOf(given)
  const rules = readRules(given.texts('rule'))
  const all = models === undefined ? rules : { ...rules, models }
  return defined({ redact: maskingOf(given), consent, rules: all })
}

function modelsOf(given: Given): Rules['models'] {
  const [include, exclude] = [namesOf(given, 'only-model'), namesOf(given, 'exclude-model')]
  return include === undefined && exclude === undefined ? undefined : defined({ include, exclude })
}

/** @throws FinetapError `bad_option` */
export function splitOptionsOf(given: Given): Pick<BuildOptions, 'salt' | 'split'> {
  const shares = given.text('split')
  const by = oneOf(given, 'split-by', ['hash', 'time'] as const)
  const stratify = oneOf(given, 'stratify', ['model', 'tenant', 'language'] as const)
  const groupBy = groupsOf(given)
  const others = defined({ by, groupBy, stratify })
  const salt = given.text('salt')
  const isDefault = shares === undefined && Object.keys(others).length === 0
  const split = isDefault ? undefined : { ...sharesOf(shares ?? '0.05,0.05'), ...others }
  return defined({ split, salt })
}

export const OUTCOME_FLAGS: readonly Flag[] = [
  { name: 'samples', help: 'Show some of what was dropped, masked and cut, also in report.json' },
  { name: 'allow-empty', help: 'Where nothing is left, replace rows by none' },
]

export function outcomeOptionsOf(given: Given): Pick<PipelineOptions, 'allowEmpty' | 'samples'> {
  return { samples: given.isOn('samples'), allowEmpty: given.isOn('allow-empty') }
}

/** @throws FinetapError `bad_option` */
export function threadsOf(given: Given): Pick<PipelineOptions, 'threads'> {
  const text = given.text('threads')
  if (text === undefined) return {}
  if (/^[1-9]\d{0,2}$/.test(text)) return { threads: Number(text) }
  throw badUsage(`--threads is ${JSON.stringify(text)}`, 'give a whole number from 1')
}

function groupsOf(given: Given): SplitOptions['groupBy'] {
  const known = ['user', 'conversation', 'tenant'] as const
  return namesOf(given, 'group-by')?.map((name) => choice('group-by', name, known))
}

function sharesOf(text: string): SplitOptions {
  const parts = /^\d+\/\d+(?:\/\d+)?$/.test(text) ? text.split('/').map(Number) : undefined
  if (parts !== undefined) {
    const [, validation = 0, test = 0] = parts
    if (parts.reduce((sum, part) => sum + part, 0) === 100) return { validation: validation / 100, test: test / 100 }
    throw badUsage(`The parts of --split ${text} are not 100 together`, 'write such as 90/5/5')
  }
  const shares = text.split(',').map((share) => share.trim())
  if (shares.length > 2 || !shares.every((share) => /^(?:0|0?\.\d+)$/.test(share)))
    throw badUsage(`--split is ${JSON.stringify(text)}`, FIX_SPLIT)
  const [validation, test = 0] = shares.map(Number)
  return { validation: validation ?? 0, test }
}

const FIX_SPLIT =
  'write the shares of validation and test, such as 0.05,0.05; for validation alone 0.05; or percents that begin with training: 90/5/5'
