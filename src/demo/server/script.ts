import type { Answer, ToolCall } from '../answering/answer.ts'
import { splitTokens } from './tokens.ts'

/** One step of an answer: a piece of its thinking, a piece of its text, or its tool calls. */
export type Frame =
  | { readonly kind: 'thinking'; readonly text: string }
  | { readonly kind: 'content'; readonly text: string }
  | { readonly kind: 'tool_calls'; readonly toolCalls: readonly ToolCall[] }

/** An answer as it will be said. */
export type Script = {
  readonly frames: readonly Frame[]
  readonly doneReason: 'stop' | 'length'
  readonly evalCount: number
}

export type Limits = {
  /** Most tokens, thinking included; 0 or less means no limit. */
  readonly numPredict: number
  /** The text ends before the first of these. */
  readonly stop: readonly string[]
}

/** Cuts an answer into frames. Tool calls come last and whole. */
export function scriptOf(answer: Answer, { numPredict, stop }: Limits): Script {
  const thinking = splitTokens(answer.thinking).map((text): Frame => ({ kind: 'thinking', text }))
  const content = splitTokens(beforeStop(answer.text, stop)).map((text): Frame => ({ kind: 'content', text }))
  const words = [...thinking, ...content]
  const calls =
    answer.toolCalls.length === 0 ? [] : [{ kind: 'tool_calls', toolCalls: answer.toolCalls } satisfies Frame]
  const isTooLong = numPredict > 0 && words.length > numPredict
  const said = isTooLong ? words.slice(0, numPredict) : [...words, ...calls]
  const callTokens = isTooLong ? 0 : splitTokens(JSON.stringify(answer.toolCalls)).length
  return {
    frames: said,
    doneReason: isTooLong ? 'length' : 'stop',
    evalCount: Math.min(words.length, said.length) + (calls.length === 0 ? 0 : callTokens),
  }
}

function beforeStop(text: string, stop: readonly string[]): string {
  const ends = stop.filter((end) => end !== '').map((end) => text.indexOf(end))
  const end = Math.min(...ends.filter((position) => position >= 0), text.length)
  return text.slice(0, end)
}
