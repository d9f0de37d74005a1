import { unwrap } from '../../middleware/unwrap.ts'
import type { AdapterUnderTest, CallOptions, Question } from './subject.ts'

/** A client, raw or wrapped, as a test uses it. */
export type Door = {
  readonly client: object
  /** The client that was wrapped; the client itself when it was not. */
  readonly raw: object
  /** Builds a request for a whole answer. */
  answer(question: Question): Prepared<PromiseLike<unknown>>
  /** Builds a request for a stream. */
  stream(question: Question): Prepared<Streaming>
  readonly other: (() => unknown) | undefined
  /** The client behind the client. */
  original(): object
}

/** A request that was built and not yet sent. */
export type Prepared<Sent> = {
  readonly request: object
  /** Sends it; gives what the framework returned. */
  send(options?: Partial<CallOptions>): Sent
}

export type Streaming = {
  /** What the framework returned: the stream, or a promise of it. */
  readonly returned: unknown
  readonly opened: Promise<OpenStream>
}

export type OpenStream = {
  readonly handle: unknown
  readonly chunks: AsyncIterable<unknown>
  /** Undefined when the framework knows no other way than leaving the loop. */
  readonly cancel: (() => unknown) | undefined
}

/** `called` is told of every call to a model. */
export function doorOf<Client extends object, Request extends object, Handle>(
  subject: AdapterUnderTest<Client, Request, Handle>,
  { client, raw, called }: { readonly client: Client; readonly raw: Client; readonly called: () => void },
): Door {
  function opened(handle: Handle): OpenStream {
    const { cancel } = subject
    const chunks = subject.chunks?.(handle) ?? iterable(handle)
    return { handle, chunks, cancel: cancel === undefined ? undefined : () => cancel(handle) }
  }

  return {
    client,
    raw,
    other: subject.other?.bind(subject, client),
    original: () => (subject.unwrap ?? unwrap)(client),
    answer(question) {
      const request = subject.request({ ...question, stream: false })
      return {
        request,
        send(options) {
          called()
          return subject.ask(client, request, { retries: 0, ...options })
        },
      }
    },
    stream(question) {
      const request = subject.request({ ...question, stream: true })
      return {
        request,
        send(options) {
          called()
          const returned = subject.stream(client, request, { retries: 0, ...options })
          return { returned, opened: Promise.resolve(returned).then(opened) }
        },
      }
    },
  }
}

function iterable(handle: unknown): AsyncIterable<unknown> {
  if (isAsyncIterable(handle)) return handle
  throw new TypeError('the subject’s stream is not async iterable: give `chunks`')
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}
