import { randomUUID } from 'node:crypto'
import { field, textField } from '../../core/field.ts'
import { tapIterator, type StreamTap } from '../../middleware/stream-tap.ts'
import type { OuterCall } from '../../middleware/call.ts'
import { outerCall } from '../../middleware/context.ts'
import { runInside } from './inside-run.ts'
import { openRun } from './open-runs.ts'
import { insideFrame, type StreamFrame } from './frames.ts'
import type { CaptureHandler } from './handler.ts'

type Method = (this: unknown, ...values: unknown[]) => unknown

/** What the app gave `streamEvents`, while the model opens its stream. */
let opening: { readonly config: unknown } | undefined

/** `streamEvents` in its newest form, which tells no callbacks. Older forms invoke the model, which does. */
export function noteOpening(own: Method): Method {
  return function streamEvents(...values) {
    const before = opening
    const version = field(values[1], 'version')
    opening = version === 'v1' || version === 'v2' ? undefined : { config: values[1] }
    try {
      return Reflect.apply(own, this, values)
    } finally {
      opening = before
    }
  }
}

/** `_streamChatModelEvents`: captured when `streamEvents` opens it; else it is part of a run that callbacks tell of. */
export function tapEvents(own: Method, handler: CaptureHandler): Method {
  return function streamChatModelEvents(...values) {
    const opened = opening
    opening = undefined
    const run = (): unknown => Reflect.apply(own, this, values)
    if (!handler.isListening) return run()
    if (opened === undefined) return outerCall() === undefined ? runInside(partOfRun(), run) : run()
    const { tap, outer } = begin(this, values, opened.config, handler)
    const source = outer === undefined ? run() : runInside(outer, run)
    return tap !== undefined && isIterator(source) ? tapIterator(source, reading(tap)) : source
  }
}

/** Stands for the run that callbacks tell of, because here LangChain does not say which it is. */
function partOfRun(): OuterCall {
  return { isOpen: true, join() {} }
}

function begin(model: unknown, [messages, options]: unknown[], config: unknown, handler: CaptureHandler) {
  let tap: StreamTap<unknown> | undefined
  const frame: StreamFrame = { opened: (run) => void (tap = run?.tap()) }
  const extra = { options, invocation_params: ask(model, 'invocationParams', options) }
  const metadata = { ...objectOf(field(config, 'metadata')), ...objectOf(ask(model, 'getLsParams', options)) }
  const said = Array.isArray(messages) ? messages : []
  const runId = randomUUID()
  insideFrame({ stream: frame }, () =>
    handler.handleChatModelStart(undefined, [said], runId, undefined, extra, field(config, 'tags'), metadata),
  )
  return { tap, outer: openRun(runId)?.outer }
}

function ask(model: unknown, name: string, options: unknown): unknown {
  const method = field(model, name)
  try {
    return typeof method === 'function' ? Reflect.apply(method, model, [options]) : undefined
  } catch {
    // The model says so itself when it is called.
    return undefined
  }
}

function objectOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {}
}

function reading(tap: StreamTap<unknown>): StreamTap<unknown> {
  return { ...tap, chunk: (event) => tap.chunk(toChunk(event)) }
}

/** An event in the form of a message chunk. */
function toChunk(event: unknown): object {
  const [content, delta] = [field(event, 'content'), field(event, 'delta')]
  switch (field(event, 'event')) {
    case 'message-start':
      return { id: field(event, 'id'), usage_metadata: field(event, 'usage') }
    case 'content-block-delta':
      return {
        content: textField(delta, 'text') ?? '',
        additional_kwargs: { reasoning_content: textField(delta, 'reasoning') },
      }
    case 'content-block-finish':
      return toFinished(content, field(event, 'index'))
    case 'message-finish':
      return {
        usage_metadata: field(event, 'usage'),
        response_metadata: { ...objectOf(field(event, 'responseMetadata')), finish_reason: field(event, 'reason') },
      }
    default:
      return {}
  }
}

/** What comes in deltas was taken from them; tool calls and files are taken whole. */
function toFinished(content: unknown, index: unknown): object {
  const type = textField(content, 'type') ?? ''
  if (type === 'text' || type === 'reasoning' || type === 'thinking') return {}
  if (type !== 'tool_call' && type !== 'invalid_tool_call') return { content: [content] }
  const args = field(content, 'args')
  const call = { id: field(content, 'id'), name: field(content, 'name'), index }
  return { tool_call_chunks: [{ ...call, args: typeof args === 'string' ? args : JSON.stringify(args) }] }
}

function isIterator(value: unknown): value is AsyncIterator<unknown> {
  return typeof value === 'object' && value !== null && 'next' in value
}
