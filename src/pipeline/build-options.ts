import { FinetapError } from '../core/errors.ts'
import type { Format } from '../core/format.ts'
import type { Step } from '../core/step.ts'
import type { BuildProgress, CandidateOptions } from './candidates.ts'
import type { DatasetPlan } from './dataset.ts'
import { checkBuildOptions, checkFormat } from './check-build-options.ts'
import { resolveFormat } from './formats/index.ts'
import { planSplit, type SplitOptions } from './split/split-options.ts'
import { badOption } from '../core/check-options.ts'
import { defined } from '../core/field.ts'
import { quotingOf } from './quote.ts'
import { ruleWordsOf, untoldOptionsOf } from './told-options.ts'
import { portable } from './refine/recipe.ts'
import { defaultSteps, type DefaultStepsOptions, type Rules } from './steps/index.ts'
import { maskingOf } from './steps/redact-personal-data.ts'
import { isMeantUnmasked } from './steps/unmasked.ts'
import { createStepWatch } from './step-watch.ts'

/** What every way out of a log has in common. */
export type PipelineOptions = {
  /** Default: `defaultSteps()`. They run in this order. */
  readonly steps?: readonly Step[]
  /**
   * How the default steps mask personal data; `false` leaves it in. Beside steps of your own only `false` may stand: it
   * says that none of them is `redactPersonalData()` on purpose.
   */
  readonly redact?: DefaultStepsOptions['redaction']
  /** The rules of the default steps, such as `{ refusals: 'drop' }`. */
  readonly rules?: Rules
  /** `'required'`: only calls with `consent: true` are used. Default: all but those with `consent: false`. */
  readonly consent?: 'required'
  /**
   * Threads that fold and clean. Default: as many as the log is worth, at most one for each processor and 4. With steps or
   * detectors of your own it is one, whatever is given here: functions do not cross threads.
   */
  readonly threads?: number
  /**
   * What happens when a step throws. `'drop'` (default): the example is dropped as `step_failed`, counted, and the
   * report warns. `'throw'`: the build ends with `step_failed`.
   */
  readonly onStepError?: 'drop' | 'throw'
  /** `true`: where nothing is left, rows that stood there give way to none. Default: that is refused as `dataset_empty`. */
  readonly allowEmpty?: boolean
  /**
   * `true`: the report quotes up to three conversations for each reason by which a step or the split dropped whole ones: the
   * first 80 characters of what the user said last, masked as the rows are, but by no detector that takes its time. Calls
   * that folding leaves out, and answers that became context, are not quoted. Default false, for reports travel.
   */
  readonly samples?: boolean
  readonly onProgress?: (progress: BuildProgress) => void
  /** Ends the build with the signal's reason; nothing is left half-written. */
  readonly signal?: AbortSignal
}

export type BuildOptions = PipelineOptions & {
  /** The folder of the dataset. It may hold an earlier build, which is replaced, but no other files of those names. */
  readonly to: string
  /** Formats by name, or of your own. Default `['chatml']`. */
  readonly formats?: readonly (string | Format)[]
  /** Default 0.05 for validation and for test; a share that is left out of a given split is 0. */
  readonly split?: SplitOptions
  /** Another salt gives other splits; keep it for the life of a dataset. Default `'finetap'`. */
  readonly salt?: string
  /** For people; stands in the manifest and the report. Default `'dataset'`. */
  readonly name?: string
  /**
   * A folder in which the build keeps what the next one can use, so that only new events are read and cleaned. It holds
   * chats as they were said, for the owner alone: see `clearBuildCache`. Default: none.
   */
  readonly cache?: string | false
}

const DEFAULT_SPLIT: SplitOptions = { validation: 0.05, test: 0.05 }

/** Decides everything that options leave open, and refuses what cannot be built before anything is read. */
export function planDataset(options: BuildOptions): DatasetPlan {
  checkBuildOptions(options)
  const { to, formats = ['chatml'], split = DEFAULT_SPLIT, salt = 'finetap', name = 'dataset', cache } = options
  refuseEmptyPath(to)
  const resolved = formats.map((format) => checkFormat(resolveFormat(format)))
  if (resolved.length === 0) {
    throw new FinetapError('bad_option', {
      what: 'formats is empty',
      fix: "name at least one, such as formats: ['chatml']",
    })
  }
  refuseTwice('format', resolved)
  const plan = planSplit(split)
  const formatNames = formats.every((format) => typeof format === 'string') ? formats : undefined
  const { recipe, ...steps } = planSteps(options)
  const whole = recipe === undefined ? undefined : portable({ ...recipe, split: { plan, salt } })
  return {
    ...steps,
    recipe: whole,
    cache: cache === false ? undefined : cache,
    to,
    name,
    salt,
    formats: resolved,
    formatNames,
    split: plan,
    given: untoldOptionsOf(options),
    ruleWords: ruleWordsOf(options),
  }
}

/** Decides the steps of a build, and what may be left in no row. */
export function planSteps(options: PipelineOptions): StepsPlan {
  const {
    steps,
    redact,
    rules,
    onStepError,
    onProgress,
    signal,
    consent,
    threads,
    allowEmpty = false,
    samples,
  } = options
  refuseBoth(options)
  const defaults = { ...defined({ redaction: redact, rules }) }
  const chosen = steps ?? defaultSteps(defaults)
  refuseTwice('step', chosen)
  refuseBadThreads(threads)
  const recipe =
    steps === undefined ? portable({ defaults, onStepError, ...(samples === true ? { samples } : {}) }) : undefined
  const masking = chosen.map(maskingOf).find((found) => found !== undefined)
  const quoteOf = samples === true ? quotingOf(chosen) : undefined
  const isUnmasked = masking === undefined && redact !== false && !isMeantUnmasked(chosen)
  const watch = steps === undefined ? undefined : createStepWatch()
  const running = { quoteOf, watch, onStepError, onProgress: quietly(onProgress), signal, threads }
  return { steps: chosen, recipe, masking, isUnmasked, consent, allowEmpty, ...running }
}

type StepsPlan = CandidateOptions & Pick<DatasetPlan, 'allowEmpty' | 'isUnmasked' | 'masking'>

function refuseBoth({ steps, redact, rules }: PipelineOptions): void {
  if (steps === undefined) return
  for (const [name, value] of Object.entries({ redact, rules })) {
    if (value === undefined || (name === 'redact' && value === false)) continue
    throw new FinetapError('bad_option', {
      what: `steps and ${name} are both given`,
      why: `${name} is about the default steps, which steps replaces`,
      fix: `leave out one of the two, or use steps: defaultSteps({ … })`,
    })
  }
}

function refuseBadThreads(threads: number | undefined): void {
  if (threads === undefined || (Number.isInteger(threads) && threads > 0)) return
  throw badOption(`threads is ${String(threads)}`, 'give a whole number from 1, or leave it out')
}

const MOST_OFTEN_MS = 50

/**
 * Tells of progress some twenty times a second, and of each phase and its end. What fails later in a callback that is
 * asynchronous would end the process.
 */
function quietly(onProgress: PipelineOptions['onProgress']): PipelineOptions['onProgress'] {
  if (onProgress === undefined) return undefined
  let phase = ''
  let toldAt = 0
  return (progress) => {
    const isEnd = progress.phase !== 'read' && progress.done === 1
    if (progress.phase === phase && !isEnd && performance.now() - toldAt < MOST_OFTEN_MS) return
    phase = progress.phase
    toldAt = performance.now()
    const returned: unknown = onProgress(progress)
    if (returned instanceof Promise) returned.catch(() => {})
  }
}

export function refuseEmptyPath(to: string): void {
  if (typeof to === 'string' && to !== '') return
  throw new FinetapError('bad_option', {
    what: 'to names no place',
    fix: "say where to write, such as to: './datasets/support'",
  })
}

/** Names lead to files and lines of the report, so each may stand for one thing only. */
function refuseTwice(kind: 'format' | 'step', named: readonly { readonly name: string }[]): void {
  // The report lists these two beside the steps.
  const seen = new Set<string>(kind === 'step' ? ['fold', 'split'] : [])
  for (const { name } of named) {
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
      throw new FinetapError('bad_option', {
        what: `The ${kind} name ${JSON.stringify(name)} is not in kebab case`,
        fix: 'use lower-case letters, digits and single hyphens',
      })
    }
    if (seen.has(name)) {
      throw new FinetapError('bad_option', {
        what: `The ${kind} ${name} is there twice`,
        fix: 'leave one out, or give it a name of its own',
      })
    }
    seen.add(name)
  }
}
