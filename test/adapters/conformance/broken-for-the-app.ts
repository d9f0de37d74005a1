import type { Recorder } from '../../../src/middleware/recorder.ts'
import { transparentProxy } from '../../../src/middleware/transparent-proxy.ts'
import { wrapTiny } from './tiny-adapter.ts'
import { TinyError, TinyPromise } from './tiny-client.ts'
import type { TinyClient, TinyLine, TinyOptions, TinyRequest } from './tiny-client.ts'

/** An adapter with one fault, and the test that must fail for it. */
export type Broken = {
  readonly fault: string
  readonly caughtBy: string
  /** What the test says then. */
  readonly says: string
  readonly wrap: (client: TinyClient, recorder: Recorder) => TinyClient
}

type Ask = (request: TinyRequest, options?: TinyOptions) => Promise<TinyLine>
type Lines = AsyncGenerator<TinyLine>

/** Faults that the app sees. */
export const BROKEN_FOR_THE_APP: readonly Broken[] = [
  {
    fault: 'reads ahead, as tee does',
    caughtBy: 'nothing is read before the app reads',
    says: 'pull through with highWaterMark 0',
    wrap: walking(async function* (lines) {
      const read: TinyLine[] = []
      let wake = Promise.withResolvers<void>()
      const reading = (async () => {
        for await (const line of lines) {
          read.push(line)
          wake.resolve()
        }
      })().finally(() => wake.resolve())
      reading.catch(() => {})
      for (let index = 0; ; index += 1) {
        if (index === read.length) await Promise.race([wake.promise, reading])
        const line = read[index]
        if (line === undefined) return await reading
        wake = Promise.withResolvers()
        yield line
      }
    }),
  },
  {
    fault: 'buffers until the end',
    caughtBy: 'every piece reaches the app while the upstream waits behind it',
    says: 'do not buffer',
    wrap: walking(async function* (lines) {
      yield* await Array.fromAsync(lines)
    }),
  },
  {
    fault: 'swallows errors',
    caughtBy: 'the socket breaks mid-stream',
    says: 'the stream must fail when it fails without the adapter',
    wrap: walking(async function* (lines) {
      try {
        yield* lines
      } catch {
        // Nobody is told.
      }
    }),
  },
  {
    fault: 'copies errors',
    caughtBy: 'an error of the transport stays the very same object',
    says: 'the very error object that was thrown',
    wrap: walking(async function* (lines) {
      try {
        yield* lines
      } catch (error) {
        throw structuredClone(error)
      }
    }),
  },
  {
    fault: 'changes chunks',
    caughtBy: 'a plain answer',
    says: 'as many chunks, of the same classes',
    wrap: walking(async function* (lines) {
      for await (const line of lines) yield { ...line, seen: true }
    }),
  },
  {
    fault: 'drops chunks without text',
    caughtBy: 'an empty answer',
    says: 'as many chunks, of the same classes',
    wrap: walking(async function* (lines) {
      for await (const line of lines) if (line.message?.content !== '') yield line
    }),
  },
  {
    fault: 'does not hand on that the app left',
    caughtBy: 'break out of the loop',
    says: 'let cancel reach upstream',
    wrap: walking(async function* (lines) {
      for (let result = await lines.next(); result.done !== true; result = await lines.next()) yield result.value
    }),
  },
  {
    fault: 'wraps errors anew',
    caughtBy: 'the server answers with 404',
    says: 'the answer must fail with the same error',
    wrap: asking((ask, ...call) =>
      TinyPromise.resolve(
        ask(...call).catch((cause: Error) => {
          throw new Error(cause.message, { cause })
        }),
      ),
    ),
  },
  {
    fault: 'leaves a rejection behind',
    caughtBy: 'the server answers with 404',
    says: '1 rejections reach nobody, 0 without the adapter',
    wrap: asking((ask, ...call) => {
      const answer = ask(...call)
      void answer.then(() => {})
      return answer
    }),
  },
  {
    fault: 'returns a plain promise',
    caughtBy: 'what a call returns is of the same class',
    says: 'the promise of an answer must be of the same class',
    wrap: asking(async (ask, ...call) => ask(...call)),
  },
  {
    fault: 'returns a stream of its own',
    caughtBy: 'what a call returns is of the same class',
    says: 'what a streaming call returns must be of the same class',
    wrap: (client, recorder) => {
      const inner = wrapTiny(client, recorder)
      return transparentProxy(inner, {
        async *stream(...call: Parameters<TinyClient['stream']>) {
          yield* await inner.stream(...call)
        },
      })
    },
  },
  {
    fault: 'adds to the request of the app',
    caughtBy: 'the app’s request is left as it would be without the adapter',
    says: 'the request must not be changed',
    wrap: asking((ask, request, options) => ask(Object.assign(request, { traced: true }), options)),
  },
  {
    fault: 'changes a frozen request',
    caughtBy: 'a frozen request works as it does without the adapter',
    says: 'the answer must fail when it fails without the adapter',
    wrap: asking((ask, request, options) => ask(Object.assign(request, { messages: [...request.messages] }), options)),
  },
  {
    fault: 'adds a header',
    caughtBy: 'the upstream gets the same request, byte for byte',
    says: 'nothing may be added to what the client sends',
    wrap: asking((ask, request, options) => ask(request, { ...options, headers: { 'x-turn': '1' } })),
  },
  {
    fault: 'loses the signal',
    caughtBy: 'a signal that fires while the app waits for an answer',
    says: 'an aborted call must end',
    wrap: asking((ask, request) => ask(request)),
  },
  {
    fault: 'leaves a listener on the signal',
    caughtBy: 'no listener stays on the signal',
    says: 'listeners stay on the app’s signal',
    wrap: asking((ask, request, options) => {
      options?.signal?.addEventListener('abort', () => {})
      return ask(request, options)
    }),
  },
  {
    fault: 'makes JSON of the request',
    caughtBy: 'a circular object within a request',
    says: 'the answer must fail when it fails without the adapter',
    wrap: asking((ask, request, options) => {
      JSON.stringify(request)
      return ask(request, options)
    }),
  },
  {
    fault: 'tells the app of its own failures',
    caughtBy: 'the store rejects',
    says: 'the answer must fail when it fails without the adapter',
    wrap: (client, recorder) =>
      asking((ask, ...call) =>
        TinyPromise.resolve(
          ask(...call).then(async (line) => {
            await recorder.flush()
            if (Object.keys(recorder.stats().dropped).length > 0) throw new TinyError('not recorded', 500)
            return line
          }),
        ),
      )(client, recorder),
  },
  {
    fault: 'waits for the store',
    caughtBy: 'the store never answers',
    says: 'no call may wait for the store',
    wrap: (client, recorder) =>
      asking((ask, ...call) =>
        TinyPromise.resolve(
          ask(...call).then(async (line) => {
            await recorder.flush()
            return line
          }),
        ),
      )(client, recorder),
  },
  {
    fault: 'binds methods anew each time',
    caughtBy: 'a method is the same method each time',
    says: 'must be the same function each time it is read',
    wrap: (client, recorder) =>
      new Proxy(wrapTiny(client, recorder), {
        get(target, name) {
          const value: unknown = Reflect.get(target, name)
          return typeof value === 'function' ? value.bind(target) : value
        },
      }),
  },
  {
    fault: 'lets methods see the proxy',
    caughtBy: 'getters stay live, and methods see the client itself',
    says: 'a getter must see the client as `this`',
    wrap: (client) => new Proxy(client, { get: (target, name, proxy) => Reflect.get(target, name, proxy) }),
  },
  {
    fault: 'makes a client of another class',
    caughtBy: 'the wrapped client has the class and the fields of the client',
    says: 'the same class and fields',
    wrap: (client, recorder) => Object.setPrototypeOf({}, wrapTiny(client, recorder)) as TinyClient,
  },
  {
    fault: 'loses the methods that it does not know',
    caughtBy: 'other methods work as before',
    says: 'the answer must fail when it fails without the adapter',
    wrap: (client, recorder) => {
      const { ask, stream, headers } = wrapTiny(client, recorder)
      return { ask, stream, headers } as TinyClient
    },
  },
  {
    fault: 'cannot be unwrapped',
    caughtBy: 'unwrap gives the client back',
    says: 'the very client that was wrapped',
    wrap(client, recorder) {
      const inner = wrapTiny(client, recorder)
      return new Proxy(client, {
        get: (_, name) => (typeof name === 'symbol' ? Reflect.get(client, name) : Reflect.get(inner, name)),
      })
    },
  },
]

/** The sound adapter, with something of its own around `ask`. */
function asking(around: (ask: Ask, ...call: Parameters<Ask>) => Promise<TinyLine>): Broken['wrap'] {
  return (client, recorder) => {
    const inner = wrapTiny(client, recorder)
    return transparentProxy(inner, { ask: (...call: Parameters<Ask>) => around(inner.ask, ...call) })
  }
}

/** The sound adapter, with something of its own around the lines of a stream. */
function walking(around: (lines: Lines) => Lines): Broken['wrap'] {
  return (client, recorder) => {
    const inner = wrapTiny(client, recorder)
    return transparentProxy(inner, {
      async stream(...call: Parameters<TinyClient['stream']>) {
        const stream = await inner.stream(...call)
        const walk = stream[Symbol.asyncIterator].bind(stream)
        return Object.defineProperty(stream, Symbol.asyncIterator, { value: () => around(walk()) })
      },
    })
  }
}
