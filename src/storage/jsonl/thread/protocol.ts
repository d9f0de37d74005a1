import { FinetapError } from '../../../core/errors.ts'
import type { JsonObject } from '../../../core/json.ts'
import { failureOf, type Failure } from '../../../core/failure.ts'
import type { SegmentChainOptions } from '../writing/segment-chain.ts'

/** What an appender is made of, as far as it can be sent to a thread. */
export type SessionOptions = Omit<SegmentChainOptions, 'onBeat' | 'onEnd' | 'onWhole'>

/** What is answered some time later. */
export type LaterJob =
  | { readonly kind: 'append'; readonly records: readonly JsonObject[] }
  | { readonly kind: 'close' | 'rotate' | 'settle' }

/** What somebody is blocked for. */
export type NowJob =
  | { readonly kind: 'appendSync'; readonly records: readonly JsonObject[] }
  | { readonly kind: 'settleSync' }

export type AppenderTalk = {
  readonly job: { readonly kind: 'open'; readonly options: SessionOptions } | LaterJob | NowJob
  readonly answer: Outcome
  readonly news: News
}

/** How far the files of a session may be read that are being written. */
export type LivingFiles = readonly (readonly [name: string, bytes: number])[]

export type Outcome = { readonly living: LivingFiles; readonly failure?: Failure }

export type News = { readonly kind: 'beat' } | { readonly kind: 'end' | 'whole'; readonly name: string }

export function appendFailure(error: unknown): Failure {
  if (FinetapError.isInstance(error)) return failureOf(error)
  const about = { what: 'The log could not be written', fix: 'look at the cause', cause: error }
  return failureOf(new FinetapError('store_failed', about))
}
