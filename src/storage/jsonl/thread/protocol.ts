import type { MessagePort } from 'node:worker_threads'
import { FinetapError, type FinetapErrorCode } from '../../../core/errors.ts'
import { field, textField } from '../../../core/field.ts'
import type { JsonObject } from '../../../core/json.ts'
import type { SegmentChainOptions } from '../segment-chain.ts'

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

export type Job = { readonly kind: 'open'; readonly options: SessionOptions } | LaterJob | NowJob

/** One thread serves many stores, each of which is a session. */
export type ToThread = { readonly session: number; readonly number: number; readonly job: Job }

/** How far the files of a session may be read that are being written. */
export type LivingFiles = readonly (readonly [name: string, bytes: number])[]

export type FromThread =
  | {
      readonly kind: 'answer'
      readonly session: number
      readonly number: number
      readonly living: LivingFiles
      readonly failure?: Failure
    }
  | { readonly kind: 'beat'; readonly session: number }
  | { readonly kind: 'end'; readonly session: number; readonly name: string }
  | { readonly kind: 'whole'; readonly session: number; readonly name: string }

/** `signs`: whether the thread runs (1) or has ended (2), and how many jobs it has done for which somebody is blocked. */
export type ThreadData = { readonly port: MessagePort; readonly signs: Int32Array }

export const RUNS = 0
export const HAS_ENDED = 2
export const SYNC_JOBS = 1

/** An error as it crosses threads: of an Error only the message would be left. */
export type Failure = { readonly code: FinetapErrorCode; readonly message: string; readonly cause?: CauseText }

type CauseText = { readonly message: string; readonly code: string | undefined }

export function failureOf(error: unknown): Failure {
  const { code, message, cause } = FinetapError.isInstance(error)
    ? error
    : new FinetapError('store_failed', { what: 'The log could not be written', fix: 'look at the cause', cause: error })
  const text = textField(cause, 'message')
  return text === undefined ? { code, message } : { code, message, cause: { message: text, code: causeCode(cause) } }
}

function causeCode(cause: unknown): string | undefined {
  const code = field(cause, 'code')
  return typeof code === 'string' ? code : undefined
}

const FIX = '. Fix: '

export function errorOf({ code, message, cause }: Failure): FinetapError {
  const place = message.lastIndexOf(FIX)
  const [what, fix] = place === -1 ? [message, ''] : [message.slice(0, place), message.slice(place + FIX.length)]
  if (cause === undefined) return new FinetapError(code, { what, fix })
  return new FinetapError(code, { what, fix, cause: Object.assign(new Error(cause.message), { code: cause.code }) })
}
