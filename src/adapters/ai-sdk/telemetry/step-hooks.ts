import { FinetapError } from '../../../core/errors.ts'
import { field, textField } from '../../../core/field.ts'
import { recorderOf, type CaptureOptions } from '../../capture-options.ts'
import { toRequest } from '../request.ts'
import { eventLabels } from './event-labels.ts'
import { claim, takeNoted } from './noted-calls.ts'
import { createOpenSteps } from './open-steps.ts'
import { promptOf, toolsOf } from './sdk-messages.ts'
import { stepOutcome } from './step-outcome.ts'
import { recordWatched, watchCall } from './watched-call.ts'

/** The hooks of ai 6, which hears of a step when it begins and when it has ended well. */
export type StepHooks = {
  stepStarted(event: unknown): void
  stepFinished(event: unknown): void
}

export function stepHooks(options: CaptureOptions): StepHooks {
  const steps = createOpenSteps()
  return {
    stepStarted(event) {
      if (!recorderOf(options).enabled) return
      const prompt = promptOf(event)
      const request = toRequest({ prompt, tools: toolsOf(event), toolChoice: field(event, 'toolChoice') })
      const [model, output] = [field(event, 'model'), field(event, 'output')]
      steps.open(event, watchCall({ model, prompt, request, output, labels: eventLabels(event) }))
    },
    stepFinished(event) {
      if (typeof event !== 'object' || event === null) return
      const { steps: found, stream } = steps.endedBy(event)
      const outcome = stepOutcome(event)
      const isMine = claim(event)
      const recorded = found.find(({ watched }) => takeNoted({ event, response: outcome.response, ...watched }))
      const [step, ...others] = recorded === undefined ? found : [recorded]
      if (step !== undefined && others.length === 0) steps.close(step, event)
      if (recorded !== undefined || !isMine) return
      // Mixing up two users is worse than losing a record.
      if (step === undefined || others.length > 0) throw ambiguous(event)
      const turn = { turnKey: step.turnKey, linkedBy: 'callId' } as const
      recordWatched(step.watched, { outcome, version: 'v3', stream, turn }, options)
    },
  }
}

function ambiguous(event: unknown): FinetapError {
  return new FinetapError('capture_failed', {
    what: `A streamed call of ${textField(field(event, 'model'), 'modelId') ?? 'a model'} was not recorded`,
    why: 'others were under way, and ai 6 does not say which of them it was',
    fix: 'wrap the model with wrapModel, or run each call within recorder.withContext',
  })
}
