import { field, listField, textField } from '../../../core/field.ts'
import { createAccumulator } from '../../../middleware/accumulator.ts'
import type { StreamReading } from '../../../middleware/follow-stream.ts'
import { toToolCall, type MessageReading } from './message.ts'
import { failureOf, imagesOf, saidIn, toResult } from './outcome.ts'

// The words by which the client says that a stream ended without `done`.
const TRUNCATED = 'Did not receive done or success response in stream.'

const NONE: readonly unknown[] = []

/** Reads the lines of a streamed answer. */
export function readLines({ toolIds }: Pick<MessageReading, 'toolIds'>): StreamReading<unknown> {
  const answer = createAccumulator()
  let isBegun = false
  let model: string | undefined
  let last: unknown
  let failure: Error | undefined

  function readLine(line: unknown): boolean {
    failure ??= failureOf(line)
    if (field(line, 'done') === true) last = line
    const message = saidIn(line)
    const thinking = textField(message, 'thinking') ?? ''
    const content = textField(message, 'content') ?? ''
    answer.reasoning(thinking)
    answer.text(content)
    const calls = field(message, 'tool_calls') === undefined ? NONE : listField(message, 'tool_calls')
    for (const call of calls) answer.part(toToolCall(call, toolIds))
    const images = imagesOf(line)
    for (const image of images) answer.part(image)
    return thinking !== '' || content !== '' || calls.length + images.length > 0
  }

  return {
    chunk(line) {
      if (isBegun) {
        const text = plainText(line)
        if (text === undefined) return readLine(line)
        answer.text(text)
        return text !== ''
      }
      isBegun = true
      model = textField(line, 'model')
      return readLine(line)
    },
    result: () => toResult(last ?? { model }, answer.messages()),
    isComplete: () => last !== undefined,
    failure: () => failure,
    // Where not one line came, it was no answer of Ollama's, but a page or nothing at all.
    isTruncation: (error) => isBegun && textField(error, 'message') === TRUNCATED,
  }
}

/** The text of a line that holds nothing else, as nearly all lines do: read without detours. */
function plainText(line: unknown): string | undefined {
  if (typeof line !== 'object' || line === null || !('done' in line) || line.done !== false) return undefined
  if ('error' in line || 'image' in line || 'thinking' in line) return undefined
  if (!('message' in line)) return 'response' in line ? onlyText(line.response) : undefined
  const { message } = line
  if (typeof message !== 'object' || message === null || !('content' in message)) return undefined
  return 'tool_calls' in message || 'thinking' in message ? undefined : onlyText(message.content)
}

function onlyText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
