import {
  RECORD_VERSION,
  type Delivered,
  type Generation,
  type GenerationLabels,
  type GenerationRequest,
  type GenerationResponse,
} from '../core/generation.ts'
import { isoTime } from '../core/time.ts'
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
  /** The app's own id of the message that the answer is shown as. */
  readonly messageId?: string | undefined
  readonly delivered?: Delivered | undefined
}

type Head = GenerationLabels & Pick<Generation, 'v' | 'type' | 'id' | 'turnId' | 'step' | 'attempt'>
type Facts = Pick<Generation, 'source' | 'operation' | 'stream' | 'model' | 'request' | 'response'>

const NOTHING: GenerationResponse = { messages: [] }

/** The record of a call. Its fields stand in the order in which people read them. */
export function assembleGeneration(call: EndedCall): Generation {
  const { place, labels } = call
  const head: Head = {
    v: RECORD_VERSION,
    type: 'generation',
    id: call.id,
    turnId: place.turnId,
    step: place.step,
    attempt: place.attempt,
    ...labels,
  }
  // Assigned, because one literal with a spread in its middle costs twice as much.
  return Object.assign(head, timesOf(call), factsOf(call), endOf(call))
}

function timesOf({ place, timing }: EndedCall): Pick<Generation, 'link' | 'startedAt' | 'firstTokenMs' | 'durationMs'> {
  const { firstTokenMs, durationMs } = timing
  const link = { how: place.how }
  const startedAt = isoTime(timing.startedAt)
  return firstTokenMs === undefined ? { link, startedAt, durationMs } : { link, startedAt, firstTokenMs, durationMs }
}

function factsOf({ facts, request, outcome, messageId }: EndedCall): Facts {
  const { source, operation } = facts
  const { response = NOTHING, respondedModel, stream = facts.stream } = outcome
  const model = respondedModel === undefined ? facts.model : { ...facts.model, responded: respondedModel }
  const shown = messageId === undefined ? response : { ...response, messageId }
  return { source, operation, stream, model, request, response: shown }
}

function endOf({ outcome, delivered }: EndedCall): Pick<Generation, 'delivered' | 'usage' | 'status' | 'error'> {
  const { status, usage, error, response } = outcome
  const known = usage === undefined ? { status } : { usage, status }
  const end = delivered === undefined ? known : { delivered, ...known }
  if (error === undefined || status === 'ok') return end
  return { ...end, error: noteError(error, response === undefined ? 'request' : 'stream') }
}
