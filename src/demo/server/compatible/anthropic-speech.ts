import type { Json, JsonObject } from '../../../core/json.ts'
import { idFor, type AskedBody } from '../endpoint.ts'
import type { Frame, Script } from '../script.ts'
import { serverSentEvent, type Speech, type Tally } from '../speech.ts'
import { joined } from '../wire.ts'
import { anthropicError } from './errors.ts'

/** Answers of `/v1/messages`: blocks that are opened, filled and closed one after the other. */
export function anthropicSpeech(asked: AskedBody): Speech {
  const head = { id: `msg_${idFor(asked, 0)}`, type: 'message', role: 'assistant', model: asked.model }
  let index = -1
  let open: Frame['kind'] | undefined

  function event(name: string, fields: JsonObject): string {
    return serverSentEvent({ type: name, ...fields }, name)
  }

  function close(): string {
    if (open === undefined) return ''
    open = undefined
    return event('content_block_stop', { index })
  }

  function start(kind: Frame['kind'], block: JsonObject): string {
    const closing = close()
    open = kind
    index += 1
    return closing + event('content_block_start', { index, content_block: block })
  }

  function delta(value: JsonObject): string {
    return event('content_block_delta', { index, delta: value })
  }

  return {
    contentType: 'text/event-stream',
    opening: () => {
      const message = { ...head, content: [], stop_reason: null, stop_sequence: null, usage: usageOf(0, 0) }
      return event('message_start', { message })
    },
    frame(frame) {
      if (frame.kind === 'tool_calls') {
        const calls = frame.toolCalls.map(({ name, arguments: input }, call) => {
          const block = { type: 'tool_use', id: `toolu_${idFor(asked, call)}`, name, input: {} }
          return start('tool_calls', block) + delta({ type: 'input_json_delta', partial_json: JSON.stringify(input) })
        })
        return calls.join('')
      }
      const isText = frame.kind === 'content'
      const empty = isText ? { type: 'text', text: '' } : { type: 'thinking', thinking: '', signature: '' }
      const opened = open === frame.kind ? '' : start(frame.kind, empty)
      const value = isText ? { type: 'text_delta', text: frame.text } : { type: 'thinking_delta', thinking: frame.text }
      return opened + delta(value)
    },
    failure: (message) => serverSentEvent(anthropicError(500, message), 'error'),
    closing({ script, promptTokens }) {
      const end = { stop_reason: stopReasonOf(script), stop_sequence: null }
      const usage = usageOf(promptTokens, script.evalCount)
      return `${close()}${event('message_delta', { delta: end, usage })}${event('message_stop', {})}`
    },
    whole: (tally) => wholeOf(tally, head, asked),
  }
}

function wholeOf({ script, promptTokens }: Tally, head: JsonObject, asked: AskedBody): Json {
  const { thinking, text, toolCalls } = joined(script.frames)
  const content = [
    ...(thinking === '' ? [] : [{ type: 'thinking', thinking, signature: '' }]),
    ...(text === '' ? [] : [{ type: 'text', text }]),
    ...toolCalls.map(({ name, arguments: input }, call) => {
      return { type: 'tool_use', id: `toolu_${idFor(asked, call)}`, name, input }
    }),
  ]
  const usage = usageOf(promptTokens, script.evalCount)
  return { ...head, content, stop_reason: stopReasonOf(script), stop_sequence: null, usage }
}

function stopReasonOf({ frames, doneReason }: Script): string {
  if (doneReason === 'length') return 'max_tokens'
  return joined(frames).toolCalls.length > 0 ? 'tool_use' : 'end_turn'
}

function usageOf(inputTokens: number, outputTokens: number): JsonObject {
  return { input_tokens: inputTokens, output_tokens: outputTokens }
}
