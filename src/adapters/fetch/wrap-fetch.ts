import { FinetapError } from '../../core/errors.ts'
import { field } from '../../core/field.ts'
import { runInside } from '../../middleware/follow-promise.ts'
import { transparentProxy } from '../../middleware/transparent-proxy.ts'
import { isWrapped } from '../../middleware/unwrap.ts'
import { passBy, recorderOf, requireOptions, type CaptureOptions } from '../capture-options.ts'
import { beginExchange } from '../wire/begin-exchange.ts'
import type { Exchange } from '../wire/protocol.ts'
import { providerOf } from '../wire/provider.ts'
import { askedBy, type Asked } from './asked.ts'
import { followResponse } from '../wire/response/follow-response.ts'

const CALLERS: ReadonlySet<PropertyKey> = new Set(['call', 'apply', 'bind'])

/** What finetap needs of a `fetch`. */
export type FetchLike = (...values: never[]) => Promise<unknown>

/**
 * Captures every request by which a `fetch` asks a model: chat completions and responses of OpenAI, messages of Anthropic,
 * chat and generate of Ollama, streamed or not, by whatever client. Anything else passes untouched. Returns a stand-in with
 * the properties of the `fetch`; responses are its own. Wrapping twice is wrapping once, and `unwrap` gives the `fetch` back.
 *
 * Bodies must be text or bytes, as model clients send them: that of a `Request` object cannot be read in time. What is
 * given to the fetch is looked at before the fetch does: a getter there runs once more. A response that is frozen, or that
 * a fetch gives twice, passes untouched, and its call is recorded as `abandoned`.
 *
 * @param fetch default: `globalThis.fetch` as it is now
 * @param options labels for all calls, and the recorder (default: the recorder of the process)
 * @throws FinetapError `bad_option` when it is given no function
 * @example
 * const client = new OpenAI({ fetch: wrapFetch() })
 * globalThis.fetch = wrapFetch()
 */
export function wrapFetch(fetch?: undefined, options?: CaptureOptions): typeof globalThis.fetch
export function wrapFetch<Fetch extends FetchLike>(fetch: Fetch, options?: CaptureOptions): Fetch
export function wrapFetch(fetch: FetchLike = globalThis.fetch, options: CaptureOptions = {}): FetchLike {
  if (typeof fetch !== 'function') {
    const fix = 'pass a fetch function, or nothing for the global one'
    throw new FinetapError('bad_option', { what: `wrapFetch was given ${typeof fetch}`, fix })
  }
  requireOptions(options, 'wrapFetch')
  if (isWrapped(fetch)) return fetch
  // A proxy, because clients look for properties of a fetch.
  return new Proxy(transparentProxy(fetch, {}), {
    // Unbound, because these see the function as `this`: it must be ours that they call.
    get: (inner, property): unknown =>
      CALLERS.has(property) ? Reflect.get(fetch, property) : Reflect.get(inner, property),
    apply(_, self, values) {
      const send = (): unknown => Reflect.apply(fetch, self, values)
      const asked = recorderOf(options).enabled ? askedBy(values) : undefined
      return asked === undefined ? send() : capture(asked, options, send)
    },
  })
}

function capture(asked: Asked, options: CaptureOptions, send: () => unknown): unknown {
  const { protocol, signal } = asked
  let stream = false
  const exchange = beginExchange(
    () => {
      const made = exchangeOf(asked)
      stream = made.stream
      return made
    },
    { source: { adapter: 'fetch', framework: protocol.name }, options, signal, isTransport: true },
  )
  if (exchange === undefined) return passBy(options, send)
  const follow = (response: unknown): unknown => {
    followResponse(exchange, { framing: protocol.framing, stream }, response)
    return response
  }
  const sent = runInside(exchange.call, send)
  // What stands in for a fetch in tests of an app may answer at once.
  if (typeof field(sent, 'then') !== 'function') return follow(sent)
  // Promises of a class of their own stay that.
  const promise = sent instanceof Promise ? sent : Promise.resolve(sent)
  return promise.then(follow, (error: unknown) => {
    exchange.failed(error)
    throw error
  })
}

function exchangeOf({ protocol, body, url }: Asked): Exchange {
  const exchange = protocol.exchange(body)
  const provider = exchange.provider ?? providerOf(url)
  return provider === undefined ? exchange : { ...exchange, provider }
}
