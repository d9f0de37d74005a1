import { defined } from '../core/field.ts'
import type { Generation } from '../core/generation.ts'
import { timeOrderedId } from '../core/id.ts'
import { createCall, type Call, type CallStart } from './call.ts'
import { activeContext, isInsideCall, type CaptureContext } from './context.ts'
import { mergeLabels } from './labels.ts'
import { isSampled, type Sample } from './sampling.ts'
import { increment, type Counters } from './stats.ts'
import { createTurnLinker } from './turns.ts'

export type IntakeOptions = {
  readonly sample: Sample
  readonly labels: CaptureContext | undefined
  readonly counters: Counters
  readonly isEnabled: () => boolean
  /** Takes finished generations. */
  readonly take: (generation: Generation) => void
  /** Takes what went wrong inside finetap while a call was followed. */
  readonly captureFailed: (cause: unknown) => void
}

/** Decides which calls are followed, and follows them. The returned function never throws. */
export function createIntake(options: IntakeOptions): (start: CallStart | (() => CallStart)) => Call | undefined {
  const { counters, captureFailed } = options
  const linkTurn = createTurnLinker()

  function admit(start: CallStart): Call | undefined {
    const context = activeContext()
    const labels = mergeLabels(options.labels, context?.labels, start.labels)
    if (context?.labels.capture === false || !isSampled(options.sample, labels)) {
      counters.unsampled += 1
      return undefined
    }
    if (labels.consent === false) {
      increment(counters.dropped, 'no_consent')
      return undefined
    }
    const id = timeOrderedId()
    const request = start.request()
    const { turnKey, linkedBy, attemptKey } = start
    const place = linkTurn({
      generationId: id,
      context,
      messages: request.messages,
      ...defined({ turnKey, linkedBy, attemptKey }),
    })
    counters.active += 1
    return createCall({ id, start, request, labels, place, finish, lose })
  }

  function finish(generation: Generation): void {
    // First, because what it throws is counted by lose.
    options.take(generation)
    counters.active -= 1
    counters.captured += 1
    increment(counters.byStatus, generation.status)
  }

  function lose(cause: unknown): void {
    counters.active -= 1
    captureFailed(cause)
  }

  return (start) => {
    if (!options.isEnabled() || isInsideCall()) return undefined
    try {
      return admit(typeof start === 'function' ? start() : start)
    } catch (cause) {
      captureFailed(cause)
      return undefined
    }
  }
}
