import type { JsonObject } from '../../core/json.ts'
import type { ToolCall } from '../answering/answer.ts'
import type { Frame } from './script.ts'

/** How an endpoint writes an answer: what stands in a line beside `model`, `created_at` and `done`. */
export type Wire = {
  /** The frames that one line carries: one in a stream, all of them in a single answer, none in a last line. */
  line(frames: readonly Frame[]): JsonObject
  /** What only the line with `done: true` has. */
  last(text: string): JsonObject
}

/** `/api/chat`. `callId` names the n-th tool call. */
export function chatWire(callId: (index: number) => string): Wire {
  return {
    line(frames) {
      const { thinking, text, toolCalls } = joined(frames)
      const calls = toolCalls.map(({ name, arguments: input }, index) => ({
        id: callId(index),
        function: { index, name, arguments: input },
      }))
      return {
        message: {
          role: 'assistant',
          content: text,
          ...(thinking === '' ? {} : { thinking }),
          ...(calls.length === 0 ? {} : { tool_calls: calls }),
        },
      }
    },
    last: () => ({}),
  }
}

/** `/api/generate`. `contextOf` gives the numbers with which a client can go on. */
export function generateWire(contextOf: (answer: string) => readonly number[]): Wire {
  return {
    line(frames) {
      const { thinking, text } = joined(frames)
      return { response: text, ...(thinking === '' ? {} : { thinking }) }
    },
    last: (text) => {
      const context = contextOf(text)
      return context.length === 0 ? {} : { context }
    },
  }
}

export type Joined = { readonly thinking: string; readonly text: string; readonly toolCalls: readonly ToolCall[] }

/** What the frames say together. */
export function joined(frames: readonly Frame[]): Joined {
  const textOf = (kind: 'thinking' | 'content') =>
    frames.map((frame) => (frame.kind === kind ? frame.text : '')).join('')
  const toolCalls = frames.flatMap((frame) => (frame.kind === 'tool_calls' ? frame.toolCalls : []))
  return { thinking: textOf('thinking'), text: textOf('content'), toolCalls }
}

/** The text of an answer, without thinking. */
export function contentOf(frames: readonly Frame[]): string {
  return joined(frames).text
}
