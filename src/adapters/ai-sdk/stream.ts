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
    chunk(part) {
      if (isTextDelta(part)) {
        answer.text(part.delta, part.id)
        return part.delta !== ''
      }
      const type = field(part, 'type')
      if (type === 'tool-result') return readToolResult(part, { answer, previews })
      return readDelta(type, part, answer) ?? readFrame(type, part, frame) ?? readPart(part, answer)
    },
    result() {
      const { start, metadata, finish } = frame
      const [finishReason, usage] = [field(finish, 'finishReason'), field(finish, 'usage')]
      for (const preview of previews.values()) answer.part(preview)
      previews.clear()
      const messages = answer.messages().map(withoutRepeatedSources)
      return toResult({ messages, metadata, finishReason, usage, warnings: listField(start, 'warnings') })
    },
    isComplete: () => frame.finish !== undefined && !isInterrupted(frame.finish),
    failure: () => frame.failure,
    responseId: () => textField(frame.metadata, 'id'),
    signs: () => [frame.start, { response: frame.metadata }, frame.finish],
  }
}

type TextDelta = { readonly type: 'text-delta'; readonly id: string; readonly delta: string }

// Nearly all parts of a stream are these, so they are looked at first and read without detours.
function isTextDelta(part: unknown): part is TextDelta {
  if (typeof part !== 'object' || part === null || !('type' in part) || part.type !== 'text-delta') return false
  return 'id' in part && typeof part.id === 'string' && 'delta' in part && typeof part.delta === 'string'
}

/** What a stream says about itself. */
type Frame = { start: unknown; metadata: unknown; finish: unknown; failure: unknown }

/** Takes in a part that frames the answer; undefined when the part belongs to the answer itself. */
function readFrame(type: unknown, part: unknown, frame: Frame): false | undefined {
  switch (type) {
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

type Reading = { readonly answer: Accumulator; readonly previews: Map<string, Part> }

/** Results of a tool replace each other until the last one comes; only that one is the answer. */
function readToolResult(part: unknown, { answer, previews }: Reading): true {
  const id = textField(part, 'toolCallId') ?? ''
  previews.delete(id)
  if (isPreliminary(part)) previews.set(id, toPart(part))
  else answer.part(toPart(part))
  return true
}

function readPart(part: unknown, answer: Accumulator): true {
  answer.part(toPart(part))
  return true
}

/**
 * Takes in a piece of the answer; true when it holds something, undefined when it is no piece. Blocks interleave, so
 * pieces are joined by id.
 */
function readDelta(type: unknown, part: unknown, answer: Accumulator): boolean | undefined {
  switch (type) {
    case 'text-delta':
      answer.text(deltaOf(part), idOf(part))
      return deltaOf(part) !== ''
    case 'text-start':
      answer.openBlock('text', idOf(part))
      return false
    case 'text-end':
      for (const source of toCitedSources(part)) answer.part(source)
      return false
    case 'reasoning-start':
      answer.openBlock('reasoning', idOf(part))
      // Models that hide their thoughts send nothing but the proof of them.
      answer.reasoning('', idOf(part), signatureOf(part))
      return false
    case 'reasoning-delta':
      // Anthropic sends the signature with an empty delta.
      answer.reasoning(deltaOf(part), idOf(part), signatureOf(part))
      return deltaOf(part) !== ''
    case 'reasoning-end':
      answer.reasoning('', idOf(part), signatureOf(part))
      return false
    case 'tool-input-start':
      answer.openToolCall(idOf(part), textField(part, 'toolName') ?? '')
      return false
    case 'tool-input-delta':
      answer.toolInput(idOf(part), deltaOf(part))
      return true
    default:
      return undefined
  }
}

function idOf(part: unknown): string {
  return textField(part, 'id') ?? ''
}

function deltaOf(part: unknown): string {
  return textField(part, 'delta') ?? ''
}
