import { FinetapError } from '../../core/errors.ts'
import { field } from '../../core/field.ts'
import { runInside } from '../../middleware/follow-promise.ts'
import { transparentProxy } from '../../middleware/transparent-proxy.ts'
import { isWrapped } from '../../middleware/unwrap.ts'
import { passBy, requireObject, requireOptions, type CaptureOptions } from '../capture-options.ts'
import { beginExchange, type ExchangeCall } from '../wire/begin-exchange.ts'
import { toExchange } from '../wire/ollama/exchange.ts'
import { isAsyncIterable, tapInPlace } from './tap-in-place.ts'

/** What finetap needs of a client of the `ollama` package, from `ollama` or `ollama/browser`. */
export type OllamaLike = {
  chat(request: never): Promise<unknown>
  generate(request: never): Promise<unknown>
}

/**
 * Captures every `chat` and `generate` of an Ollama client. Returns a stand-in with the client's class, fields and other
 * methods; streams are the client's own iterators, with their `abort()`. Wrapping twice is wrapping once, and `unwrap`
 * gives the client back. Requests that only load a model, without messages or prompt, count as unsampled.
 * What a subclass calls on itself, by `this.chat`, goes past the wrap.
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
  if (typeof field(client, 'chat') !== 'function' || typeof field(client, 'generate') !== 'function') throw noClient()
  if (isWrapped(client)) return client
  return transparentProxy(client, {
    chat: (...values: [never]) => capture('chat', values[0], options, () => client.chat(...values)),
    generate: (...values: [never]) => capture('completion', values[0], options, () => client.generate(...values)),
  })
}

function capture(
  operation: 'chat' | 'completion',
  request: unknown,
  options: CaptureOptions,
  run: () => Promise<unknown>,
): Promise<unknown> {
  const begun = beginExchange(
    // The client streams only when it is told to, and reads files.
    () => toExchange(request, { operation, stream: Boolean(field(request, 'stream')), images: 'base64 or path' }),
    { source: { adapter: 'ollama', framework: 'ollama' }, options },
  )
  if (begun === undefined) return passBy(options, run)
  return Promise.resolve(runInside(begun.call, run)).then(
    (result) => {
      follow(result, begun)
      return result
    },
    (error: unknown) => {
      begun.failed(error)
      throw error
    },
  )
}

function follow(result: unknown, begun: ExchangeCall): void {
  try {
    if (isAsyncIterable(result)) tapInPlace(result, begun)
    else begun.call.end(() => begun.outcome(result))
  } catch (cause) {
    begun.call.drop(cause)
  }
}

function noClient(): FinetapError {
  const what = 'wrapOllama was given an object without chat and generate'
  return new FinetapError('bad_option', { what, fix: 'pass the client itself, such as wrapOllama(new Ollama())' })
}
