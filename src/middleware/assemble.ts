import { defined } from '../core/field.ts'
import { RECORD_VERSION, type Generation, type GenerationLabels, type GenerationRequest } from '../core/generation.ts'
import type { CallFacts, Outcome } from './call.ts'
import { noteError } from './error-note.ts'
import type { TurnPlace } from './turns.ts'

export type CallTiming = {
  /** Milliseconds since 1970. */
  readonly startedAt: number
  readonly firstTokenMs: number | undefined
  readonly durationMs: number
}

/** All that is known of a call when it ends. */
export type EndedCall = {
  readonly id: string
  readonly facts: CallFacts
  readonly request: GenerationRequest
  readonly labels: GenerationLabels
  readonly place: TurnPlace
  readonly timing: CallTiming
  readonly outcome: Outcome
}

/** The record of a call. */
export function assembleGeneration(call: EndedCall): Generation {
  const { facts, place, timing } = call
  const { status, response, respondedModel, usage, error } = call.outcome
  const failed = error !== undefined && status !== 'ok'
  return {
    v: RECORD_VERSION,
    type: 'generation',
    id: call.id,
    turnId: place.turnId,
    step: place.step,
    attempt: place.attempt,
    ...call.labels,
    link: { how: place.how },
    startedAt: new Date(timing.startedAt).toISOString(),
    ...defined({ firstTokenMs: timing.firstTokenMs }),
    durationMs: timing.durationMs,
    source: facts.source,
    operation: facts.operation,
    stream: facts.stream,
    model: respondedModel === undefined ? facts.model : { ...facts.model, responded: respondedModel },
    request: call.request,
    response: response ?? { messages: [] },
    ...defined({ usage }),
    status,
    ...(failed ? { error: noteError(error, response === undefined ? 'request' : 'stream') } : {}),
  }
}
