import { passBy } from '../../../src/adapters/capture-options.ts'
import type { GenerationRequest } from '../../../src/core/generation.ts'
import { snapshotJson } from '../../../src/core/snapshot.ts'
import { textMessage, type ToolCallPart } from '../../../src/core/message.ts'
import { createAccumulator } from '../../../src/middleware/accumulator.ts'
import type { Call, CallStart, Outcome } from '../../../src/middleware/call.ts'
import { runInside } from '../../../src/middleware/follow-promise.ts'
import { followStream } from '../../../src/middleware/follow-stream.ts'
import type { Recorder } from '../../../src/middleware/recorder.ts'
import { tapIterator } from '../../../src/middleware/stream-tap.ts'
import { transparentProxy } from '../../../src/middleware/transparent-proxy.ts'
import { isWrapped } from '../../../src/middleware/unwrap.ts'
import type { TinyClient, TinyLine, TinyOptions, TinyPromise, TinyRequest, TinyStream } from './tiny-client.ts'

/** The parts of an adapter; a broken one has a part of its own. */
export type Parts = {
  begin(recorder: Recorder, request: TinyRequest, stream: boolean, signal?: AbortSignal): Call | undefined
  copy(request: TinyRequest): GenerationRequest
  outcome(line: TinyLine): Outcome
  follow(call: Call): ReturnType<typeof followStream<TinyLine>>
  answer(call: Call, run: () => TinyPromise<TinyLine>): TinyPromise<TinyLine>
  open(call: Call, run: () => Promise<TinyStream>): Promise<TinyStream>
}

export function wrapTiny(client: TinyClient, recorder: Recorder, broken: Partial<Parts> = {}): TinyClient {
  if (isWrapped(client)) return client
  const parts = { ...sound, ...broken }
  return transparentProxy(client, {
    ask(request: TinyRequest, options: TinyOptions = {}) {
      const call = parts.begin(recorder, request, false, options.signal)
      const run = () => client.ask(request, options)
      return call === undefined ? passBy({ recorder }, run) : parts.answer(call, run)
    },
    stream(request: TinyRequest, options: TinyOptions = {}) {
      const call = parts.begin(recorder, request, true, options.signal)
      const run = () => client.stream(request, options)
      return call === undefined ? passBy({ recorder }, run) : parts.open(call, run)
    },
  })
}

export const sound: Parts = {
  begin(recorder, request, stream, signal) {
    return recorder.begin(() => startOf(() => this.copy(request), stream, signal))
  },
  copy({ messages, tools }) {
    return {
      messages: messages.map(({ content }) => textMessage('user', typeof content === 'string' ? content : '')),
      ...(tools && { tools: tools.map((tool) => ({ name: (tool as { name: string }).name })) }),
    }
  },
  outcome: (line) => ({ ...resultOf([line]), status: 'ok' }),
  follow: (call) => followStream(call, readLines()),
  answer(call, run) {
    const answer = runInside(call, run)
    // Followed beside it, so that the app gets the client's own promise.
    answer.then(
      (line) => call.end(() => this.outcome(line)),
      (error: unknown) => call.fail(error),
    )
    return answer
  },
  async open(call, run) {
    try {
      const stream = await runInside(call, run)
      const walk = stream[Symbol.asyncIterator].bind(stream)
      const tap = this.follow(call)
      endOnAbort(stream.controller.signal, tap)
      Object.defineProperty(stream, Symbol.asyncIterator, { configurable: true, value: () => tapIterator(walk(), tap) })
      return stream
    } catch (error) {
      call.fail(error)
      throw error
    }
  },
}

// Weak, because fetch holds the signal: a stream that the app let go of could not be collected.
function endOnAbort(signal: AbortSignal, tap: ReturnType<Parts['follow']>): void {
  const weak = new WeakRef(tap)
  signal.addEventListener('abort', () => weak.deref()?.cancelled(undefined), { once: true })
}

export function startOf(request: () => GenerationRequest, stream: boolean, signal?: AbortSignal): CallStart {
  const model = { provider: 'tiny', requested: 'demo' }
  return { source: { adapter: 'tiny' }, operation: 'chat', stream, model, request, ...(signal && { signal }) }
}

export function readLines() {
  const lines: TinyLine[] = []
  return {
    chunk(line: TinyLine) {
      lines.push(line)
      return line.message?.content !== ''
    },
    result: () => resultOf(lines),
    isComplete: () => lines.at(-1)?.done === true,
    failure: () => undefined,
    isTruncation: (error: unknown) => error instanceof Error && error.message === 'the stream ended early',
  }
}

export function resultOf(lines: readonly TinyLine[]): Omit<Outcome, 'status' | 'error'> {
  const answer = createAccumulator()
  for (const { message } of lines) {
    answer.reasoning(message?.thinking ?? '')
    answer.text(message?.content ?? '')
    for (const call of message?.tool_calls ?? []) answer.part(toolCallOf(call.function))
  }
  const messages = answer.messages()
  const isCall = messages.some(({ parts }) => parts.some(({ type }) => type === 'tool_call'))
  return { response: { messages, ...(lines.at(-1)?.done === true && { finishReason: isCall ? 'tool_call' : 'stop' }) } }
}

function toolCallOf(call: { name: string; arguments: object }): ToolCallPart {
  return { type: 'tool_call', id: 'call_0', name: call.name, arguments: snapshotJson(call.arguments) as {} }
}
