import type { AdapterUnderTest, QuestionToSend, UpstreamAddress } from '../../../src/testing/index.ts'
import type { Recorder } from '../../../src/middleware/recorder.ts'
import { ollamaWire } from './ollama-wire.ts'

export type TinyRequest = {
  readonly messages: { readonly role: 'user'; readonly content: string }[]
  readonly tools?: object[]
}
export type TinyOptions = { readonly signal?: AbortSignal; readonly headers?: Record<string, string> }
export type TinyLine = {
  readonly message?: { readonly content: string; readonly thinking?: string; readonly tool_calls?: readonly TinyCall[] }
  readonly done?: boolean
  readonly error?: string
}
export type TinyCall = { readonly function: { readonly name: string; readonly arguments: object } }

export class TinyError extends Error {
  override readonly name = 'TinyError'
  readonly status: number

  constructor(message: string, status: number) {
    super(message)
    this.status = status
  }
}

/** A promise with a method of its own, as clients have it. */
export class TinyPromise<Value> extends Promise<Value> {
  async settled(): Promise<boolean> {
    return this.then(
      () => true,
      () => false,
    )
  }
}

/** A stream with a method of its own. */
export class TinyStream implements AsyncIterable<TinyLine> {
  readonly controller: AbortController
  readonly #body: AsyncIterable<Uint8Array>
  readonly #ended: () => void

  constructor(body: AsyncIterable<Uint8Array>, controller: AbortController, ended: () => void) {
    this.#body = body
    this.controller = controller
    this.#ended = ended
  }

  abort(): void {
    this.controller.abort()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<TinyLine> {
    let last: TinyLine | undefined
    try {
      for await (const text of this.#lines()) {
        last = JSON.parse(text) as TinyLine
        if (last.error !== undefined) throw new TinyError(last.error, 200)
        yield last
      }
    } finally {
      this.#ended()
    }
    if (last?.done !== true) throw new TinyError('the stream ended early', 200)
  }

  async *#lines(): AsyncGenerator<string> {
    const decoder = new TextDecoder()
    let rest = ''
    for await (const bytes of this.#body) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
  }
}

/** A client with what adapters trip over: private fields, a promise and a stream of its own classes, a signal. */
export class TinyClient {
  readonly #address: UpstreamAddress

  constructor(address: UpstreamAddress) {
    this.#address = address
  }

  get headers(): Record<string, string> {
    return { authorization: `Bearer ${this.#address.apiKey}` }
  }

  ask(request: TinyRequest, options: TinyOptions = {}): TinyPromise<TinyLine> {
    return new TinyPromise((resolve, reject) => {
      this.#post(request, false, options).then((response) => resolve(response.json() as Promise<TinyLine>), reject)
    })
  }

  async stream(request: TinyRequest, { signal, headers }: TinyOptions = {}): Promise<TinyStream> {
    const controller = new AbortController()
    const abort = (): void => controller.abort(signal?.reason)
    const forget = (): void => signal?.removeEventListener('abort', abort)
    if (signal?.aborted === true) abort()
    signal?.addEventListener('abort', abort)
    try {
      const options = { signal: controller.signal, ...(headers && { headers }) }
      const { body } = await this.#post(request, true, options)
      return new TinyStream(body ?? ReadableStream.from([]), controller, forget)
    } catch (error) {
      forget()
      throw error
    }
  }

  async ping(): Promise<number> {
    const response = await this.#address.fetch(`${this.#address.url}/ping`)
    return response.status
  }

  async #post(request: TinyRequest, stream: boolean, { signal, headers }: TinyOptions): Promise<Response> {
    const messages = request.messages.map(({ role, content }) => ({ role, content }))
    const response = await this.#address.fetch(`${this.#address.url}/chat`, {
      method: 'POST',
      body: JSON.stringify({ stream, messages, tools: request.tools }),
      headers: { ...this.headers, ...headers },
      ...(signal && { signal }),
    })
    if (response.ok) return response
    const { error } = (await response.json()) as { error: string }
    throw new TinyError(error, response.status)
  }
}

type Tiny = AdapterUnderTest<TinyClient, TinyRequest, TinyStream>

/** The client under an adapter, sound or not. */
export function tinySubject(wrap: (client: TinyClient, recorder: Recorder) => TinyClient, patienceMs = 3_000): Tiny {
  return {
    name: 'tiny',
    wire: ollamaWire,
    connect: (address) => new TinyClient(address),
    wrap: (client, { recorder }) => wrap(client, recorder),
    request: ({ text, tool }: QuestionToSend) => ({
      messages: [{ role: 'user', content: text }],
      ...(tool && { tools: [tool] }),
    }),
    ask: (client, request, { signal }) => client.ask(request, { ...(signal && { signal }) }),
    stream: (client, request, { signal }) => client.stream(request, { ...(signal && { signal }) }),
    cancel: (stream) => stream.abort(),
    other: (client) => client.ping(),
    cannot: ['retries'],
    patienceMs,
  }
}
