import { defined } from '../core/field.ts'
import type {
  Generation,
  GenerationLabels,
  GenerationRequest,
  GenerationResponse,
  GenerationSource,
  GenerationStatus,
  LinkKind,
  ModelIdentity,
  Usage,
} from '../core/generation.ts'
import { RECORD_VERSION } from '../core/generation.ts'
import { isAbort, noteError } from './error-note.ts'
import type { TurnPlace } from './turns.ts'

/** What an adapter knows when a call begins. */
export type CallStart = {
  readonly source: GenerationSource
  readonly operation: string
  readonly stream: boolean
  readonly model: ModelIdentity
  /** Copies what the app sends. Runs at once, because clients and apps change their requests later. */
  readonly request: () => GenerationRequest
  /** Ids and marks given to the wrap; they win over those of the context. */
  readonly labels?: GenerationLabels
  /** See `LinkHints`. */
  readonly turnKey?: object
  readonly linkedBy?: LinkKind
  readonly attemptKey?: object
  /** The app's signal: once it fires, the call counts as aborted. */
  readonly signal?: AbortSignal
}

/** What an adapter knows when a call ends. */
export type Outcome = {
  readonly status: GenerationStatus
  readonly response?: GenerationResponse
  /** The model that the provider says it used. */
  readonly respondedModel?: string
  readonly usage?: Usage
  readonly error?: unknown
}

/** A call being captured. Its methods never throw; everything behind the first `end` is ignored. */
export type Call = {
  readonly id: string
  /** The first piece of the answer arrived. */
  firstToken(): void
  /** Ends the call. The function runs at once, guarded: what it throws costs the record, never the app. */
  end(outcome: () => Outcome): void
  /** Ends the call after the upstream threw `error`: `aborted` when that is an abort, else `error`. */
  fail(error: unknown, partial?: () => Omit<Outcome, 'status' | 'error'>): void
  /** Gives the call up because finetap itself failed; it is counted and told. */
  drop(cause: unknown): void
  /** Calls `listener` when the app's signal fires before the end. */
  onAbort(listener: () => void): void
}

export type CallSettings = {
  readonly id: string
  readonly start: CallStart
  readonly request: GenerationRequest
  readonly labels: GenerationLabels
  readonly place: TurnPlace
  /** Takes the finished generation. */
  readonly finish: (generation: Generation) => void
  /** Takes what went wrong inside finetap. */
  readonly lose: (cause: unknown) => void
}

/** Follows one model call from its start to its one end. */
export function createCall(settings: CallSettings): Call {
  const { id, start } = settings
  const startedAt = Date.now()
  const startedTick = performance.now()
  let firstTokenMs: number | undefined
  let ended = false
  let abortListener: (() => void) | undefined

  function close(): boolean {
    if (ended) return false
    ended = true
    if (abortListener !== undefined) start.signal?.removeEventListener('abort', abortListener)
    return true
  }

  function end(outcome: () => Outcome): void {
    if (!close()) return
    try {
      const timing = { startedAt, firstTokenMs, durationMs: elapsed() }
      settings.finish(assemble(settings, timing, outcome()))
    } catch (cause) {
      settings.lose(cause)
    }
  }

  function elapsed(): number {
    return Math.round((performance.now() - startedTick) * 10) / 10
  }

  return {
    id,
    firstToken() {
      firstTokenMs ??= elapsed()
    },
    end,
    fail(error, partial) {
      end(() => {
        const status = isAbort(error) || start.signal?.aborted === true ? 'aborted' : 'error'
        return { ...partial?.(), status, error }
      })
    },
    drop(cause) {
      if (close()) settings.lose(cause)
    },
    onAbort(listener) {
      if (start.signal === undefined || ended) return
      if (start.signal.aborted) return listener()
      abortListener = listener
      start.signal.addEventListener('abort', listener, { once: true })
    },
  }
}

type Timing = { readonly startedAt: number; readonly firstTokenMs: number | undefined; readonly durationMs: number }

function assemble(settings: CallSettings, timing: Timing, outcome: Outcome): Generation {
  const { id, start, place, request, labels } = settings
  const { status, response, respondedModel, usage, error } = outcome
  const failed = error !== undefined && status !== 'ok'
  return {
    v: RECORD_VERSION,
    type: 'generation',
    id,
    turnId: place.turnId,
    step: place.step,
    attempt: place.attempt,
    ...labels,
    link: { how: place.how },
    startedAt: new Date(timing.startedAt).toISOString(),
    ...defined({ firstTokenMs: timing.firstTokenMs }),
    durationMs: timing.durationMs,
    source: start.source,
    operation: start.operation,
    stream: start.stream,
    model: respondedModel === undefined ? start.model : { ...start.model, responded: respondedModel },
    request,
    response: response ?? { messages: [] },
    ...defined({ usage }),
    status,
    ...(failed ? { error: noteError(error, response === undefined ? 'request' : 'stream') } : {}),
  }
}
