import type { Tool } from '../../core/tool.ts'
import type { Recorder } from '../../middleware/recorder.ts'
import type { Wire } from './wire.ts'

/** Where a client finds its model. */
export type UpstreamAddress = {
  /** `http://127.0.0.1:<port>`, without a path. */
  readonly url: string
  /** The client's credential; it must reach no record. */
  readonly apiKey: string
  /** For clients that take a `fetch`. Where it is not used, what only it can show passes unchecked. */
  readonly fetch: typeof fetch
}

/** What is asked: one user message, and a tool that the model may call. */
export type Question = { readonly text: string; readonly tool?: Tool }

/** A question, and whether its answer is to be streamed. */
export type QuestionToSend = Question & { readonly stream: boolean }

export type CallOptions = {
  readonly signal?: AbortSignal
  /** How often the framework itself may try again. */
  readonly retries: number
}

/**
 * What a framework, or an adapter within it, is unable to do; the laws that need it pass unchecked.
 *
 * `identity`: the framework makes the wrapped client itself, so class, getters and methods are its own.
 * `unwrap`: there is no original to give back. `signal`: calls take no signal. `retries`: the framework never tries
 * again. `context`: calls run outside the app's `withContext`. `truncation`: the framework itself makes a truncated
 * stream look complete.
 */
export type Limit = 'identity' | 'unwrap' | 'signal' | 'retries' | 'context' | 'truncation'

/** An adapter and the client that it wraps, as the suite uses them. */
export type AdapterUnderTest<Client extends object, Request extends object, Handle> = {
  /** How the adapter is called in the names of the tests. */
  readonly name: string
  readonly wire: Wire
  /** Makes a client, not wrapped, that asks the upstream. Called twice a test or oftener. */
  readonly connect: (upstream: UpstreamAddress) => Client | Promise<Client>
  /** The adapter. */
  readonly wrap: (client: Client, options: { readonly recorder: Recorder }) => Client | Promise<Client>
  /** Default: `unwrap` of the package. */
  readonly unwrap?: (client: Client) => Client
  /** A request as the app builds it, made of objects of its own. Some tests change, freeze or spoil it. */
  readonly request: (question: QuestionToSend) => Request
  /** Asks for a whole answer. Returns what the framework returns, as it is. */
  readonly ask: (client: Client, request: Request, options: CallOptions) => PromiseLike<unknown>
  /** Asks for a stream. Returns what the framework returns, as it is. */
  readonly stream: (client: Client, request: Request, options: CallOptions) => PromiseLike<Handle> | Handle
  /** What the app iterates over (default: the stream itself). */
  readonly chunks?: (handle: Handle) => AsyncIterable<unknown>
  /** The framework's own way to stop a stream, besides leaving the loop; without one it passes unchecked. */
  readonly cancel?: (handle: Handle) => unknown
  /** Calls a method that asks no model; its value or error is compared. */
  readonly other?: (client: Client) => unknown
  /** An answer or chunk without what differs from call to call, such as times and random ids. */
  readonly comparable?: (value: unknown) => unknown
  readonly cannot?: readonly Limit[]
  /** How long a test waits for what must happen (default 3,000); it takes as long only when it fails. */
  readonly patienceMs?: number
  /** Lets go of what `connect` and `wrap` made. */
  readonly dispose?: (client: Client) => unknown
}
