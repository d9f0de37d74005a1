import type { Json, JsonObject } from './json.ts'
import type { Message } from './message.ts'
import type { Tool } from './tool.ts'

/** The version of the record that this package writes. Additions never raise it. */
export const RECORD_VERSION = 1

/**
 * How a call ended. `ok`: its terminal event was seen. `error`: the upstream failed. `aborted`: a signal or a cancel
 * was seen. `interrupted`: the upstream ended without its terminal event. `abandoned`: nobody read on.
 */
export type GenerationStatus = 'ok' | 'error' | 'aborted' | 'interrupted' | 'abandoned'

export type FinishReason = 'stop' | 'length' | 'tool_call' | 'content_filter' | 'error' | 'other'

/** By what a generation was joined to its turn and conversation. */
export type LinkKind = 'explicit' | 'context' | 'headers' | 'callId' | 'runId' | 'prefix' | 'http' | 'none'

/** Where a record came from: finetap's door, the framework behind it and that framework's version or specification. */
export type GenerationSource = {
  readonly adapter: string
  readonly framework?: string
  readonly version?: string
}

/** `requested` is what the app asked for, `responded` what the provider says it used. */
export type ModelIdentity = {
  readonly provider?: string
  readonly requested: string
  readonly responded?: string
}

/** Sampling settings by the field's names; what a provider adds is kept under its own name. */
export type GenerationParams = JsonObject

export type GenerationRequest = {
  /** The whole history as it was sent, oldest first. */
  readonly messages: readonly Message[]
  readonly tools?: readonly Tool[]
  readonly toolChoice?: Json
  /** `{type:'text'}`, `{type:'json'}` or `{type:'json', schema}`. */
  readonly responseFormat?: Json
  readonly params?: GenerationParams
  /** The provider's id of the response that this one goes on from, where the server keeps what came before. */
  readonly previousResponseId?: string
}

export type GenerationResponse = {
  /** The provider's id of the response. */
  readonly id?: string
  /** The app's own id of the message that it shows the answer as, such as that of a UI message. */
  readonly messageId?: string
  /** What came back, as far as it came: one message for each choice, none when nothing arrived. */
  readonly messages: readonly Message[]
  readonly finishReason?: FinishReason
  /** The provider's own word for it, where it differs. */
  readonly finishReasonRaw?: string
  readonly warnings?: readonly Json[]
}

/** Tokens, as the provider counted them. `raw` keeps its own form. */
export type Usage = {
  readonly inputTokens?: number
  readonly outputTokens?: number
  readonly totalTokens?: number
  readonly cacheReadTokens?: number
  readonly cacheWriteTokens?: number
  readonly reasoningTokens?: number
  readonly raw?: Json
}

/** The upstream's failure, without stack, headers or body. `phase`: before the first chunk, or in the middle of it. */
export type GenerationError = {
  readonly name: string
  readonly message: string
  readonly code?: string
  readonly status?: number
  readonly phase: 'request' | 'stream'
}

/** How much of the answer a reader is known to have received, in UTF-16 code units of its text. */
export type Delivered = { readonly chars: number; readonly complete: boolean; readonly seenBy: string }

/** What capture-time redaction did: the rules in force and how often each replaced something in this call. */
export type RedactionNote = {
  readonly rules: readonly string[]
  readonly counts: { readonly [rule: string]: number }
}

/** The ids and marks that an app can give a call; all of them optional and opaque to finetap. */
export type GenerationLabels = {
  readonly conversationId?: string
  readonly sessionId?: string
  readonly userId?: string
  readonly tenantId?: string
  readonly environment?: string
  readonly release?: string
  readonly promptId?: string
  readonly promptVersion?: string
  readonly traceId?: string
  /** Absent: kept. `false` never reaches a store. */
  readonly consent?: boolean
  readonly metadata?: JsonObject
  readonly tags?: readonly string[]
}

/**
 * One model call as it happened. A fact: written once and never changed.
 *
 * `turnId` joins the calls between a user message and its final answer: tool loops count up `step`, retries count up
 * `attempt`, both from 0. `parentId` names the generation that caused this one. Times are ISO 8601 in UTC with
 * milliseconds, durations milliseconds. Optional fields are absent when unknown or empty; unknown fields are kept.
 */
export type Generation = GenerationLabels & {
  readonly v: typeof RECORD_VERSION
  readonly type: 'generation'
  /** Time-ordered UUID. */
  readonly id: string
  readonly turnId: string
  readonly step: number
  readonly attempt: number
  readonly parentId?: string
  readonly link: { readonly how: LinkKind }
  readonly startedAt: string
  readonly firstTokenMs?: number
  readonly durationMs?: number
  readonly source: GenerationSource
  /** What was called, such as `chat`, `completion`. */
  readonly operation: string
  readonly stream: boolean
  readonly model: ModelIdentity
  readonly request: GenerationRequest
  readonly response: GenerationResponse
  readonly delivered?: Delivered
  readonly usage?: Usage
  readonly status: GenerationStatus
  readonly error?: GenerationError
  readonly redaction?: RedactionNote
  /** Room for adapters and importers; nothing in finetap reads it. */
  readonly ext?: JsonObject
}
