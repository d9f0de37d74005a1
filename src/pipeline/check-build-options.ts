import { badOption, checkOptions, kindOf, type OptionRules } from '../core/check-options.ts'
import type { Format } from '../core/format.ts'
import { isJsonObject } from '../core/json.ts'
import type { Step } from '../core/step.ts'

const COMMON = {
  from: 'any',
  to: 'any',
  steps: 'any',
  redact: 'any',
  rules: 'any',
  consent: 'string',
  threads: 'number',
  onStepError: 'string',
  allowEmpty: 'boolean',
  samples: 'boolean',
  onProgress: 'function',
  signal: 'any',
} as const satisfies OptionRules

const BUILD: OptionRules = {
  ...COMMON,
  formats: 'any',
  split: 'any',
  salt: 'string',
  name: 'string',
  cache: 'any',
}

const EXPORT: OptionRules = { ...COMMON, format: 'any' }

type Common = {
  readonly steps?: readonly Step[] | undefined
  readonly consent?: string | undefined
  readonly onStepError?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Refuses options of `buildDataset` that cannot be meant as they are given, before anything is read.
 *
 * @throws FinetapError `bad_option`
 */
export function checkBuildOptions(
  options: Common & { readonly formats?: readonly unknown[] | undefined; readonly cache?: unknown },
): void {
  checkOptions('buildDataset', options, BUILD)
  const { formats, cache } = options
  if (cache !== undefined && cache !== false && (typeof cache !== 'string' || cache === '')) {
    throw badOption(`cache is ${cache === '' ? 'empty' : kindOf(cache)}`, 'name a folder, or leave it out')
  }
  if (formats !== undefined && !Array.isArray(formats)) {
    throw badOption(`formats is ${kindOf(formats)}`, "pass a list, such as formats: ['chatml']")
  }
  checkCommon(options)
}

/** The same for `exportDataset`. */
export function checkExportOptions(options: Common): void {
  checkOptions('exportDataset', options, EXPORT)
  checkCommon(options)
}

function checkCommon({ steps, consent, onStepError, signal }: Common): void {
  if (consent !== undefined && consent !== 'required') throw badOption(`consent is "${consent}"`, "use 'required'")
  if (onStepError !== undefined && onStepError !== 'drop' && onStepError !== 'throw') {
    throw badOption(`onStepError is "${onStepError}"`, "use 'drop' or 'throw'")
  }
  if (signal !== undefined && typeof signal.throwIfAborted !== 'function') {
    throw badOption(`signal is ${kindOf(signal)}`, 'pass the signal of an AbortController')
  }
  if (steps === undefined) return
  if (!Array.isArray(steps)) throw badOption(`steps is ${kindOf(steps)}`, 'pass a list, such as defaultSteps()')
  for (const [index, step] of steps.entries()) checkStep(step, index)
}

function checkStep(step: unknown, index: number): void {
  const what = `The step at place ${index} of steps`
  if (typeof step !== 'object' || step === null) throw badOption(`${what} is ${kindOf(step)}`, FIX_STEP)
  const ways = ['apply', 'begin', 'decide'].filter((way) => typeof Reflect.get(step, way) === 'function')
  const [name, version] = [Reflect.get(step, 'name'), Reflect.get(step, 'version')]
  if (typeof name !== 'string' || typeof version !== 'number' || ways.length !== 1)
    throw badOption(`${what} is none`, FIX_STEP)
  if (ways[0] === 'decide' && typeof Reflect.get(step, 'note') !== 'function') {
    throw badOption(`The step ${name} has decide and no note`, FIX_STEP)
  }
}

const FIX_STEP = 'a step has a name, a version, and one of apply, begin, or note with decide; did you call its factory?'

/** @throws FinetapError `bad_option` for a format that is none */
export function checkFormat(format: Format): Format {
  const fix =
    'a format has a name, a version, a container (jsonl, json or csv with columns) and rows; did you call its factory?'
  if (typeof format !== 'object' || format === null) throw badOption(`A format is ${kindOf(format)}`, fix)
  const { name, version, container } = format
  const isContainer =
    isJsonObject(container) &&
    (container.kind === 'jsonl' ||
      container.kind === 'json' ||
      (container.kind === 'csv' && Array.isArray(container.columns)))
  if (
    typeof name === 'string' &&
    typeof version === 'number' &&
    typeof Reflect.get(format, 'rows') === 'function' &&
    isContainer
  )
    return format
  throw badOption(`The format ${typeof name === 'string' ? name : 'without a name'} is none`, fix)
}
