import { field, textField } from '../../core/field.ts'
import type { Call } from '../../middleware/call.ts'
import { followPromise, runInside } from '../../middleware/follow-promise.ts'
import { followStream } from '../../middleware/follow-stream.ts'
import { tapIterator, type StreamTap } from '../../middleware/stream-tap.ts'
import { transparentProxy } from '../../middleware/transparent-proxy.ts'
import { isWrapped } from '../../middleware/unwrap.ts'
import { passBy, recorderOf, requireObject, requireOptions, type CaptureOptions } from '../capture-options.ts'
import { readLines, toOutcome } from './answer.ts'
import { copyChat, copyCompletion, type CopiedRequest } from './request.ts'
import { createToolIds, type ToolIds } from './tool-ids.ts'

/** What finetap needs of a client of the `ollama` package, from `ollama` or `ollama/browser`. */
export type OllamaLike = {
  chat(request: never): Promise<unknown>
  generate(request: never): Promise<unknown>
}

/**
 * Captures every `chat` and `generate` of an Ollama client. Returns a stand-in with the client's class, fields and other
 * methods; streams are the client's own iterators, with their `abort()`. Wrapping twice is wrapping once, and `unwrap`
 * gives the client back.
 *
 * @param options labels for all calls, and the recorder (default: the recorder of the process)
 * @throws FinetapError `bad_option` when it is given no object, such as the id of a model
 * @example
 * const ollama = wrapOllama(new Ollama())
 * const { message } = await ollama.chat({ model: 'llama3.2', messages: [{ role: 'user', content: 'Hello' }] })
 */
export function wrapOllama<Client extends OllamaLike>(client: Client, options: CaptureOptions = {}): Client {
  requireObject(client, 'wrapOllama', 'the client itself, such as wrapOllama(new Ollama())')
  requireOptions(options, 'wrapOllama')
  if (isWrapped(client)) return client
  return transparentProxy(client, {
    chat: (...values: [never]) => capture(options, 'chat', values[0], copyChat, () => client.chat(...values)),
    generate: (...values: [never]) =>
      capture(options, 'completion', values[0], copyCompletion, () => client.generate(...values)),
  })
}

function capture(
  options: CaptureOptions,
  operation: 'chat' | 'completion',
  request: unknown,
  copy: (request: unknown) => CopiedRequest,
  run: () => Promise<unknown>,
): Promise<unknown> {
  let stream = false
  let toolIds: ToolIds = createToolIds()
  const call = recorderOf(options).begin(() => ({
    source: { adapter: 'ollama', framework: 'ollama' },
    operation,
    stream: (stream = field(request, 'stream') === true),
    model: { provider: 'ollama', requested: textField(request, 'model') ?? '' },
    labels: options,
    request() {
      const copied = copy(request)
      toolIds = copied.toolIds
      return copied.request
    },
  }))
  if (call === undefined) return passBy(options, run)
  if (!stream) return followPromise(call, run, (response) => toOutcome(response, toolIds))
  return tapWhenReady(call, run, toolIds)
}

/** The client's own iterator; only how the iterator is walked through is replaced, on the object itself. */
function tapWhenReady(call: Call, run: () => Promise<unknown>, toolIds: ToolIds): Promise<unknown> {
  const pending = runInside(call, run)
  return pending.then(
    (result) => {
      try {
        if (!isAsyncIterable(result)) throw new TypeError('the client returned no stream')
        tapInPlace(result, call, toolIds)
      } catch (cause) {
        call.drop(cause)
      }
      return result
    },
    (error: unknown) => {
      call.fail(error)
      throw error
    },
  )
}

function tapInPlace(iterable: AsyncIterable<unknown>, call: Call, toolIds: ToolIds): void {
  const walk = iterable[Symbol.asyncIterator].bind(iterable)
  const tap = followStream(call, readLines(toolIds))
  endOnAbort(iterable, tap)
  Object.defineProperty(iterable, Symbol.asyncIterator, {
    value: () => tapIterator(walk(), tap),
    configurable: true,
    writable: true,
    enumerable: false,
  })
}

/** The app may abort a stream and never read it again. */
function endOnAbort(iterable: object, tap: StreamTap<unknown>): void {
  const signal = field(field(iterable, 'abortController'), 'signal')
  if (!(signal instanceof AbortSignal)) return
  // Weak, because fetch holds the signal: a stream that the app let go of could not be collected.
  const weak = new WeakRef(tap)
  signal.addEventListener('abort', () => weak.deref()?.cancelled(signal.reason), { once: true })
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}
