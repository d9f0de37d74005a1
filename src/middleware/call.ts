import type {
  GenerationLabels,
  GenerationRequest,
  GenerationResponse,
  GenerationSource,
  GenerationStatus,
  LinkKind,
  ModelIdentity,
  Usage,
} from '../core/generation.ts'
import type { Message } from '../core/message.ts'

/** What a call is, apart from what was said. */
export type CallFacts = {
  readonly source: GenerationSource
  readonly operation: string
  readonly stream: boolean
  readonly model: ModelIdentity
  /** The app's signal: once it fires, the call counts as aborted. */
  readonly signal?: AbortSignal
  /** For adapters that hear of a call when it is over: when it began, in milliseconds since 1970 (default: now). */
  readonly startedAt?: number
}

/** By what a call is joined to its turn. See `LinkHints`. */
export type TurnKeys = {
  readonly turnKey?: object
  readonly linkedBy?: LinkKind
  readonly attemptKey?: object
}

/** What an adapter knows when a call begins. */
export type CallStart = CallFacts &
  TurnKeys & {
    /** Copies what the app sends. Runs at once, because clients and apps change their requests later. */
    readonly request: () => GenerationRequest
    /** Ids and marks given to the wrap; they win over those of the context. */
    readonly labels?: GenerationLabels
    /** For adapters that find the turn in the copied request; asked when the call is captured. */
    readonly link?: (request: GenerationRequest) => TurnKeys
    /** True when nothing is asked, as by a call that only loads a model: it counts as unsampled. */
    readonly asksNothing?: boolean
    /** True for a request that a client may have sent for a call of its own, as by `fetch`. */
    readonly isTransport?: boolean
    /** True when a route records its own answer: it gives way to the models that are called in it. */
    readonly isOfRoute?: boolean
    /** The call of another door that this one is part of, where the frame cannot tell. */
    readonly within?: OuterCall
  }

/** What an adapter knows when a call ends. */
export type Outcome = {
  readonly status: GenerationStatus
  readonly response?: GenerationResponse
  /** The model that the provider says it used. */
  readonly respondedModel?: string
  readonly usage?: Usage
  readonly error?: unknown
  /** Whether the answer was streamed, where that is seen only now (default: as the start said). */
  readonly stream?: boolean
}

/** An outcome without its verdict. */
export type PartialOutcome = Omit<Outcome, 'status' | 'error'>

/** How a call can end that nobody ended: the app's signal fired, or nobody read on. */
export type UnfinishedStatus = Extract<GenerationStatus, 'aborted' | 'abandoned'>

/** What a door below the one that captures a call may add to it. It does not hold the call. */
export type OuterCall = {
  /** False once it has ended: what is called from then on is no part of it, whatever started it. */
  readonly isOpen: boolean
  /**
   * Whether it asks what these messages ask. A call may run in the frame of another one that it is no part of: one that
   * waited for its turn in a queue, or that checks the first one's question. Absent: whatever is asked is part of it.
   */
  asks?(messages: readonly Message[]): boolean
  /** What the inner door was told, and the outer one was not. A refused consent is refused. */
  join(labels: GenerationLabels): void
}

/**
 * A call being captured, as its adapter holds it. Its methods never throw; everything behind the first `end` is ignored.
 * When the adapter and the app let go of it before the end, the call ends as `abandoned`.
 */
export type Call = {
  readonly id: string
  /** For the doors below. */
  readonly outer: OuterCall
  /** False once it has ended, whoever ended it. */
  readonly isOpen: boolean
  /** The first piece of the answer arrived. */
  firstToken(): void
  /** Ends the call. The function runs at once, guarded: what it throws costs the record, never the app. */
  end(outcome: () => Outcome): void
  /** Ends the call after the upstream threw `error`: `aborted` when that is an abort, else `error`. */
  fail(error: unknown, partial?: () => PartialOutcome): void
  /** Gives the call up because finetap itself failed; it is counted and told. */
  drop(cause: unknown): void
  /** Ends the call without a record and without a count: another door records it. */
  withdraw(): void
  /**
   * Says what the call has come to when it ends without its adapter: the app's signal fired, nobody reads, the process
   * ends. The function must not hold the call, or it could never be collected.
   */
  whenUnfinished(outcome: (status: UnfinishedStatus) => Outcome): void
  /** The app has stopped the answer. What it still reads of it is taken, then the call ends as `aborted`. */
  aborting(): void
  /** True while the app waits for the upstream, false while the upstream waits for the app. At first it is true. */
  waiting(isWaiting: boolean): void
}
