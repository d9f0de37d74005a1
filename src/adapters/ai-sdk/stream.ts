import { field, listField, textField } from '../../core/field.ts'
import { createAccumulator, type Accumulator } from '../../middleware/accumulator.ts'
import type { StreamReading } from '../../middleware/follow-stream.ts'
import { signatureOf, toPart } from './content.ts'
import { isInterrupted, toResult } from './outcome.ts'

/** Reads the parts of a model stream of any specification version. */
export function readParts(): StreamReading<unknown> {
  const answer = createAccumulator()
  const frame: Frame = { warnings: [], metadata: undefined, finish: undefined, failure: undefined }
  return {
    chunk: (part) => readFrame(part, frame) ?? readDelta(part, answer),
    result() {
      const { metadata, finish, warnings } = frame
      const [finishReason, usage] = [field(finish, 'finishReason'), field(finish, 'usage')]
      return toResult({ messages: answer.messages(), metadata, finishReason, usage, warnings })
    },
    isComplete: () => frame.finish !== undefined && !isInterrupted(field(frame.finish, 'finishReason')),
    failure: () => frame.failure,
  }
}

/** What a stream says about itself. */
type Frame = { warnings: readonly unknown[]; metadata: unknown; finish: unknown; failure: unknown }

/** Takes in a part that frames the answer; undefined when the part belongs to the answer itself. */
function readFrame(part: unknown, frame: Frame): false | undefined {
  switch (field(part, 'type')) {
    case 'stream-start':
      frame.warnings = listField(part, 'warnings')
      return false
    case 'response-metadata':
      frame.metadata = part
      return false
    case 'finish':
      frame.finish = part
      return false
    case 'error':
      frame.failure ??= field(part, 'error') ?? new Error('the provider reported an error')
      return false
    case 'text-end':
    case 'tool-input-end':
    case 'raw':
    case 'ping':
      return false
    default:
      return undefined
  }
}

/** Takes in a piece of the answer; true when it holds something. Blocks interleave, so pieces are joined by id. */
function readDelta(part: unknown, answer: Accumulator): boolean {
  const id = textField(part, 'id') ?? ''
  const delta = textField(part, 'delta') ?? ''
  switch (field(part, 'type')) {
    case 'text-delta':
      answer.text(delta, id)
      return delta !== ''
    case 'text-start':
      answer.openBlock('text', id)
      return false
    case 'reasoning-start':
      answer.openBlock('reasoning', id)
      return false
    case 'reasoning-delta':
      // Anthropic sends the signature with an empty delta.
      answer.reasoning(delta, id, signatureOf(part))
      return delta !== ''
    case 'reasoning-end':
      answer.reasoning('', id, signatureOf(part))
      return false
    case 'tool-input-start':
      answer.openToolCall(id, textField(part, 'toolName') ?? '')
      return false
    case 'tool-input-delta':
      answer.toolInput(id, delta)
      return true
    default:
      answer.part(toPart(part))
      return true
  }
}
