import { field } from '../../../core/field.ts'
import type { Json, JsonObject } from '../../../core/json.ts'
import type { ToolCall } from '../../answering/answer.ts'
import { idFor, type AskedBody } from '../endpoint.ts'
import type { Frame, Script } from '../script.ts'
import { serverSentEvent, type Speech, type Tally } from '../speech.ts'
import { joined } from '../wire.ts'
import { openaiError } from './errors.ts'

/** Answers of `/v1/chat/completions`. Thinking stands in `reasoning`, as Ollama sends it. */
export function chatCompletionSpeech(asked: AskedBody): Speech {
  const head = { id: `chatcmpl-${idFor(asked, 0)}`, created: Math.floor(Date.now() / 1_000), model: asked.model }
  const wantsUsage = field(asked.body['stream_options'], 'include_usage') === true

  function chunk(delta: JsonObject, finishReason: string | null = null): string {
    const choices = [{ index: 0, delta, finish_reason: finishReason }]
    return serverSentEvent({ ...head, object: 'chat.completion.chunk', choices })
  }

  return {
    contentType: 'text/event-stream',
    opening: () => chunk({ role: 'assistant', content: '' }),
    frame: (frame) => chunk(deltaOf(frame, asked)),
    failure: (message) => serverSentEvent(openaiError(500, message)),
    closing(tally) {
      const usage = { ...head, object: 'chat.completion.chunk', choices: [], usage: usageOf(tally) }
      return `${chunk({}, finishReasonOf(tally.script))}${wantsUsage ? serverSentEvent(usage) : ''}data: [DONE]\n\n`
    },
    whole(tally) {
      const { thinking, text, toolCalls } = joined(tally.script.frames)
      const message = {
        role: 'assistant',
        content: text,
        ...(thinking === '' ? {} : { reasoning: thinking }),
        ...(toolCalls.length === 0 ? {} : { tool_calls: callsOf(toolCalls, asked) }),
      }
      const choices = [{ index: 0, message, finish_reason: finishReasonOf(tally.script) }]
      return { ...head, object: 'chat.completion', choices, usage: usageOf(tally) }
    },
  }
}

function deltaOf(frame: Frame, asked: AskedBody): JsonObject {
  switch (frame.kind) {
    case 'thinking':
      return { reasoning: frame.text }
    case 'content':
      return { content: frame.text }
    case 'tool_calls':
      return { tool_calls: callsOf(frame.toolCalls, asked).map((call, index) => ({ index, ...call })) }
  }
}

function callsOf(calls: readonly ToolCall[], asked: AskedBody): readonly JsonObject[] {
  return calls.map(({ name, arguments: input }, index) => ({
    id: `call_${idFor(asked, index)}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(input) },
  }))
}

function finishReasonOf({ frames, doneReason }: Script): string {
  return doneReason === 'stop' && joined(frames).toolCalls.length > 0 ? 'tool_calls' : doneReason
}

function usageOf({ script, promptTokens }: Tally): Json {
  const { evalCount } = script
  return { prompt_tokens: promptTokens, completion_tokens: evalCount, total_tokens: promptTokens + evalCount }
}
