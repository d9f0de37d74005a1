import { defined, field } from '../../core/field.ts'
import type { GenerationSource } from '../../core/generation.ts'
import { recorderOf, type CaptureOptions } from '../capture-options.ts'
import type { DoorFacts } from '../wire/begin-exchange.ts'
import type { Protocol } from '../wire/protocol.ts'
import { captureApiCall } from './api-promise.ts'
import { clientVersion } from './client-version.ts'
import type { AnyFunction } from './override.ts'
import { methodOf } from './resource.ts'

/** A client that is captured. */
export type CapturedClient = {
  readonly client: object
  readonly source: GenerationSource
  readonly options: CaptureOptions
  /** The protocols that it speaks. */
  readonly protocols: readonly Protocol[]
  /** Who serves its models, where that can be told better than by the protocol. */
  readonly provider?: () => string | undefined
}

/** How the calls of one client are captured. */
export type Captures = {
  /** For the method of a resource that takes `(body, options)`. */
  readonly creating: (protocol: Protocol) => (own: AnyFunction) => AnyFunction
  /** For `client.post(path, { body, … })`, by which apps ask what the client has no method for. */
  readonly posting: AnyFunction
}

export function createCaptures({ client, source, options, protocols, provider }: CapturedClient): Captures {
  const post = methodOf(client, 'post')
  let versioned: GenerationSource | undefined

  function factsOf(request: unknown): DoorFacts {
    versioned ??= { ...source, ...defined({ version: clientVersion(client) }) }
    return {
      source: versioned,
      options,
      provider: provider && quietly(provider),
      signal: request === undefined ? undefined : quietly(() => signalOf(request)),
    }
  }

  return {
    creating:
      (protocol) =>
      (own) =>
      (...values) => {
        if (!recorderOf(options).enabled) return own(...values)
        const [body, request] = values
        return captureApiCall(
          () => protocol.exchange(body),
          factsOf(request),
          () => own(...values),
        )
      },
    posting(...values) {
      const run = (): unknown => post?.(...values)
      if (!recorderOf(options).enabled) return run()
      const [path, request] = values
      const asked = quietly(() => askedAt(path, request, protocols))
      if (asked === undefined) return run()
      return captureApiCall(() => asked.protocol.exchange(asked.body), factsOf(request), run)
    },
  }
}

function signalOf(request: unknown): AbortSignal | undefined {
  const signal = field(request, 'signal')
  return signal instanceof AbortSignal ? signal : undefined
}

type Asked = { readonly protocol: Protocol; readonly body: unknown }

function askedAt(path: unknown, request: unknown, protocols: readonly Protocol[]): Asked | undefined {
  if (typeof path !== 'string') return undefined
  const [pathname = ''] = path.split('?')
  const body = field(request, 'body')
  const protocol = protocols.find((spoken) => spoken.recognises(pathname, body))
  return protocol && { protocol, body }
}

/** What an app passes may throw when it is looked at. It is for the client to say so. */
function quietly<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
