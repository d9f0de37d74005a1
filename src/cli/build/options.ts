import type { BuildOptions, PipelineOptions, SplitOptions } from '../../datasets.ts'
import { defined } from '../../core/field.ts'
import { nearest } from '../nearest.ts'
import { badUsage } from '../usage.ts'
import type { Flag, Given } from '../verb.ts'
import { readRules } from './rules.ts'

/** The flags of everything that takes a log through the steps. */
export const STEP_FLAGS: readonly Flag[] = [
  {
    name: 'rule',
    value: 'name=what',
    many: true,
    help: 'Such as refusals=drop, near-duplicates=off, user-cap=50; repeatable',
  },
  { name: 'no-redact', help: 'Leave personal data and secrets in' },
  { name: 'keep-host', value: 'host', many: true, help: 'Leave addresses of this host of yours in; repeatable' },
  { name: 'consent', value: 'required', help: 'Only calls that were recorded with consent: true' },
]

export const SPLIT_FLAGS: readonly Flag[] = [
  { name: 'split', value: 'shares', help: 'Validation and test: 0.05,0.05 (default), or 90/5/5 with training first' },
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
  const keepHosts = namesOf(given, 'keep-host')
  if (given.isOn('no-redact') && keepHosts !== undefined) {
    throw badUsage('--no-redact and --keep-host ask for different things', 'give one of them')
  }
  const redact = given.isOn('no-redact') ? false : keepHosts === undefined ? undefined : { keepHosts }
  const consent = oneOf(given, 'consent', ['required'] as const)
  return defined({ redact, consent, rules: readRules(given.texts('rule')) })
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

/** @throws FinetapError `bad_option` */
export function threadsOf(given: Given): Pick<PipelineOptions, 'threads'> {
  const text = given.text('threads')
  if (text === undefined) return {}
  if (/^[1-9]\d{0,2}$/.test(text)) return { threads: Number(text) }
  throw badUsage(`--threads is ${JSON.stringify(text)}`, 'give a whole number from 1')
}

/** Names of a flag that is given several times, or once with commas. */
export function namesOf(given: Given, flag: string): readonly string[] | undefined {
  const names = given.texts(flag).flatMap((text) => text.split(',').map((name) => name.trim()))
  if (names.includes('')) throw badUsage(`--${flag} names nothing between two commas`, 'leave out the comma')
  return names.length === 0 ? undefined : names
}

function groupsOf(given: Given): SplitOptions['groupBy'] {
  const known = ['user', 'conversation', 'tenant'] as const
  return namesOf(given, 'group-by')?.map((name) => choice('group-by', name, known))
}

function sharesOf(text: string): SplitOptions {
  const [, train, ...held] = /^(\d+)\/(\d+)\/(\d+)$/.exec(text) ?? []
  if (train !== undefined) {
    const parts = [train, ...held].map(Number)
    const [, validation = 0, test = 0] = parts
    if (parts.reduce((sum, part) => sum + part, 0) === 100) return { validation: validation / 100, test: test / 100 }
    throw badUsage(`The parts of --split ${text} are not 100 together`, 'write such as 90/5/5')
  }
  const shares = text.split(',').map((share) => share.trim())
  if (shares.length > 2 || !shares.every((share) => /^(?:0|0?\.\d+)$/.test(share))) {
    throw badUsage(`--split is ${JSON.stringify(text)}`, 'write the shares of validation and test, such as 0.05,0.05')
  }
  const [validation, test = 0] = shares.map(Number)
  return { validation: validation ?? 0, test }
}

function oneOf<Name extends string>(given: Given, flag: string, names: readonly Name[]): Name | undefined {
  const text = given.text(flag)
  return text === undefined ? undefined : choice(flag, text, names)
}

function choice<Name extends string>(flag: string, text: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === text)
  if (found !== undefined) return found
  const near = nearest(text, names)
  const fix = near === undefined ? `give ${names.join(' or ')}` : `did you mean ${near}?`
  throw badUsage(`--${flag} is ${JSON.stringify(text)}`, fix)
}
