import { field, listField, textField } from '../../core/field.ts'
import type { Part } from '../../core/message.ts'
import { createAccumulator, type Accumulator } from '../../middleware/accumulator.ts'
import type { StreamReading } from '../../middleware/follow-stream.ts'
import { isPreliminary, signatureOf, toCitedSources, toPart, withoutRepeatedSources } from './content.ts'
import { isInterrupted, toResult } from './outcome.ts'

/** Reads the parts of a model stream of any specification version. */
export type PartReading = StreamReading<unknown> & {
  /** The provider's id of the answer, once it came. */
  responseId(): string | undefined
  /** The parts by whose content the SDK's own events can be told to be of this answer. */
  signs(): readonly unknown[]
}

export function readParts(): PartReading {
  const answer = createAccumulator()
  const frame: Frame = { start: undefined, metadata: undefined, finish: undefined, failure: undefined }
  const previews = new Map<string, Part>()
  return {
    chunk: (part) => readFrame(part, frame) ?? readPreview(part, previews) ?? readDelta(part, answer),
    result() {
      const { start, metadata, finish } = frame
      const [finishReason, usage] = [field(finish, 'finishReason'), field(finish, 'usage')]
      for (const preview of previews.values()) answer.part(preview)
      previews.clear()
      const messages = answer.messages().map(withoutRepeatedSources)
      return toResult({ messages, metadata, finishReason, usage, warnings: listField(start, 'warnings') })
    },
    isComplete: () => frame.finish !== undefined && !isInterrupted(field(frame.finish, 'finishReason')),
    failure: () => frame.failure,
    responseId: () => textField(frame.metadata, 'id'),
    signs: () => [frame.start, { response: frame.metadata }, frame.finish],
  }
}

/** What a stream says about itself. */
type Frame = { start: unknown; metadata: unknown; finish: unknown; failure: unknown }

/** Takes in a part that frames the answer; undefined when the part belongs to the answer itself. */
function readFrame(part: unknown, frame: Frame): false | undefined {
  switch (field(part, 'type')) {
    case 'stream-start':
      frame.start = part
      return false
    case 'response-metadata':
      frame.metadata = joinMetadata(frame.metadata, part)
      return false
    case 'finish':
      frame.finish = part
      return false
    case 'error':
      frame.failure ??= field(part, 'error') ?? new Error('the provider reported an error')
      return false
    case 'tool-input-end':
    case 'raw':
    case 'ping':
      return false
    default:
      return undefined
  }
}

// It may come in several parts, each with what is known by then.
function joinMetadata(known: unknown, part: unknown): unknown {
  const keys = ['id', 'modelId', 'timestamp']
  return Object.fromEntries(keys.map((key) => [key, field(part, key) ?? field(known, key)]))
}

/** Results of a tool replace each other until the last one comes; only that one is the answer. */
function readPreview(part: unknown, previews: Map<string, Part>): true | undefined {
  if (field(part, 'type') !== 'tool-result') return undefined
  const id = textField(part, 'toolCallId') ?? ''
  previews.delete(id)
  if (!isPreliminary(part)) return undefined
  previews.set(id, toPart(part))
  return true
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
    case 'text-end':
      for (const source of toCitedSources(part)) answer.part(source)
      return false
    case 'reasoning-start':
      answer.openBlock('reasoning', id)
      // Models that hide their thoughts send nothing but the proof of them.
      answer.reasoning('', id, signatureOf(part))
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
