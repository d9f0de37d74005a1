import type { StepFailure } from '../step-account.ts'
import type { StepRemark } from '../steps/remarks.ts'
import type { DropLine } from './drop-counter.ts'
import { many } from './figures.ts'
import type { Warning } from './warnings.ts'

export type StepWarningParts = {
  readonly kept: number
  readonly failures: readonly StepFailure[]
  readonly flagged: readonly Pick<DropLine, 'count' | 'reason'>[]
  readonly remarks: readonly StepRemark[]
  /** The names of the detectors of personal data that take their time. */
  readonly detectors: readonly string[]
  /** No step masks personal data, and nobody has said that it is meant. */
  readonly isUnmasked: boolean
}

/** What steps say of themselves, and what they did that nobody can have wanted. */
export function* aboutSteps(parts: StepWarningParts): Generator<Warning> {
  const { failures, flagged, kept, remarks, detectors, isUnmasked } = parts
  yield* remarks
  if (isUnmasked && kept > 0) yield NOT_MASKED
  const unseen = flagged.find(({ reason }) => reason === 'detector_failed')
  if (unseen !== undefined) yield aboutUnseen(unseen.count, detectors)
  for (const failure of failures) yield aboutFailure(failure, detectors)
  if (kept > 0) return
  yield {
    code: 'nothing_kept',
    message: 'No example is left, so there are no files of rows',
    fix: 'see in the report which step dropped them, and loosen or leave it out',
  }
}

const NOT_MASKED: Warning = {
  code: 'not_masked',
  message: 'None of the steps masks personal data, so it stands in the rows as it was said',
  fix: 'put redactPersonalData() among them; where that is meant, or a step of yours masks, say redact: false beside them',
}

/** What a step says that failed because a detector did. */
export function downOf(detector: string): string {
  return `its detector ${detector} gave no answer`
}

function aboutUnseen(count: number, detectors: readonly string[]): Warning {
  const who = detectors.length > 1 ? `One of the detectors ${listed(detectors)}` : `The detector ${listed(detectors)}`
  const message = `${who} gave no answer for ${many(count, 'example')}: what it looks for may stand in their rows`
  const fix = "build again when it answers; without onDetectorError: 'flag' such examples are dropped"
  return { code: 'detector_failed', message, fix }
}

function aboutFailure({ step, message, count }: StepFailure, detectors: readonly string[]): Warning {
  const down = detectors.find((detector) => message.startsWith(downOf(detector)))
  const fix =
    down === undefined
      ? "repair it; onStepError: 'throw' stops at the first one"
      : `see that the detector ${down} runs and answers, and build again; onStepError: 'throw' shows why; with onDetectorError: 'flag' such examples stay, masked by the others alone`
  return {
    code: 'step_failed',
    message: `The step ${step} failed on ${many(count, 'example')}, which ${count === 1 ? 'is' : 'are'} dropped: ${message}`,
    fix,
  }
}

function listed(names: readonly string[]): string {
  return names.join(' and ')
}
