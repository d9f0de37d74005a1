import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage } from 'node:http'
import { recorderOf } from '../../capture-options.ts'
import { rememberHandedOut } from '../../chat-route/handed-out.ts'
import { beginExchange, type ExchangeCall } from '../../wire/begin-exchange.ts'
import { parseJson } from '../../wire/ndjson.ts'
import type { Exchange, Protocol } from '../../wire/protocol.ts'
import { protocols } from '../../wire/protocols.ts'
import { providerOf } from '../../wire/provider.ts'
import { withClientContext } from './client-context.ts'
import { decodedText } from './decoded-text.ts'
import type { HeldBody } from './held-body.ts'
import type { Proxy } from './proxy-options.ts'
import { noRecording, OpenRecording, type BegunExchange, type Recording } from './recording.ts'
import { withoutQuery } from './request-path.ts'

// How the paths end by which models are asked; the bodies of other requests are not looked at.
const MODEL_PATH = /\/(completions|responses|messages|chat|generate)\/?$/

/** A request to the target. */
export type Asking = {
  readonly proxy: Proxy
  readonly request: IncomingMessage
  /** What the target is asked for: path and query. */
  readonly path: string
  /** The body, where a parser has read it before. */
  readonly given: Uint8Array | undefined
  /** When it came, in milliseconds since 1970. */
  readonly startedAt: number
}

/** The recording of a request, by its head. */
export function recordingOf(asking: Asking): Recording {
  if (!mayAskModel(asking)) return noRecording
  // The body comes in events of the connection, which know nothing of what runs around the route.
  const here = AsyncLocalStorage.snapshot()
  return new OpenRecording((body) => here(() => begin(asking, body)))
}

/** True when it may, so that its body is to be held for the record. */
export function mayAskModel({ proxy, request, path }: Asking): boolean {
  return request.method === 'POST' && MODEL_PATH.test(withoutQuery(path)) && recorderOf(proxy.options).enabled
}

function begin(asking: Asking, held: HeldBody): BegunExchange | undefined {
  try {
    const path = withoutQuery(asking.path)
    const body = parseJson(textOf(asking, held) ?? '')?.json
    const protocol = protocols.find(({ recognises }) => recognises(path, body))
    if (protocol === undefined) return undefined
    const exchange = beginWith(asking, protocol, () => exchangeOf(protocol, body, asking.proxy.target))
    if (exchange === undefined) return undefined
    rememberHandedOut(recorderOf(asking.proxy.options), exchange.call.id)
    return { exchange, framing: protocol.framing }
  } catch (cause) {
    countLost(asking, cause)
    return undefined
  }
}

function textOf({ request, given }: Asking, held: HeldBody): string | undefined {
  // A parser has unpacked what it has read.
  return decodedText(held, given === undefined ? request.headers['content-encoding'] : undefined)
}

function beginWith(
  { proxy, request, startedAt }: Asking,
  protocol: Protocol,
  exchange: () => Exchange,
): ExchangeCall | undefined {
  const { options } = proxy
  const source = { adapter: 'proxy', framework: protocol.name }
  return withClientContext(request, options.context?.(request), () =>
    beginExchange(exchange, { source, options, isTransport: true, startedAt }),
  )
}

function exchangeOf(protocol: Protocol, body: unknown, target: URL): Exchange {
  const exchange = protocol.exchange(body)
  const provider = exchange.provider ?? providerOf(target)
  return provider === undefined ? exchange : { ...exchange, provider }
}

/** A begin that fails: it is counted and told, and leaves a gap. */
function countLost({ proxy: { options } }: Asking, cause: unknown): void {
  const lose = (): never => {
    throw cause
  }
  beginExchange(lose, { source: { adapter: 'proxy' }, options })
}
