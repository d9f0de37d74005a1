import { FinetapError } from '../core/errors.ts'
import type { Format } from '../core/format.ts'
import type { Step } from '../core/step.ts'
import type { BuildProgress, CandidateOptions } from './candidates.ts'
import type { DatasetPlan } from './dataset.ts'
import { resolveFormat } from './formats/index.ts'
import type { SplitShares } from './split.ts'
import { defaultSteps, type DefaultStepsOptions } from './steps/index.ts'

/** What every way out of a log has in common. */
export type PipelineOptions = {
  /** Default: `defaultSteps()`. They run in this order. */
  readonly steps?: readonly Step[]
  /** How the default steps mask personal data; `false` leaves it in. */
  readonly redact?: DefaultStepsOptions['redaction']
  /**
   * What happens when a step throws. `'drop'` (default): the example is dropped as `step_failed`, counted, and the
   * report warns. `'throw'`: the build ends with `step_failed`.
   */
  readonly onStepError?: 'drop' | 'throw'
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
  readonly split?: SplitShares
  /** Another salt gives other splits; keep it for the life of a dataset. Default `'finetap'`. */
  readonly salt?: string
  /** For people; stands in the manifest and the report. Default `'dataset'`. */
  readonly name?: string
}

const DEFAULT_SPLIT: SplitShares = { validation: 0.05, test: 0.05 }

/** Decides everything that options leave open, and refuses what cannot be built before anything is read. */
export function planDataset(options: BuildOptions): DatasetPlan {
  const { to, formats = ['chatml'], split = DEFAULT_SPLIT, salt = 'finetap', name = 'dataset' } = options
  refuseEmptyPath(to)
  const resolved = formats.map((format) => resolveFormat(format))
  if (resolved.length === 0) {
    throw new FinetapError('bad_option', {
      what: 'formats is empty',
      fix: "name at least one, such as formats: ['chatml']",
    })
  }
  refuseTwice('format', resolved)
  const { validation = 0, test = 0 } = split
  return { ...planSteps(options), to, name, salt, formats: resolved, split: { validation, test } }
}

/** Decides the steps of a build. */
export function planSteps({ steps, redact, onStepError, onProgress, signal }: PipelineOptions): CandidateOptions {
  if (steps !== undefined && redact !== undefined) {
    throw new FinetapError('bad_option', {
      what: 'steps and redact are both given',
      why: 'redact is about the default steps, which steps replaces',
      fix: 'put redactPersonalData(…) among your steps, or leave out one of the two',
    })
  }
  const chosen = steps ?? defaultSteps(redact === undefined ? {} : { redaction: redact })
  refuseTwice('step', chosen)
  return { steps: chosen, onStepError, onProgress, signal }
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
