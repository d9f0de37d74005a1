import { defined, field, textField } from '../../../../core/field.ts'
import { createMeter, LARGEST_ANSWER } from '../../../../middleware/answer-size.ts'
import type { StreamReading } from '../../../../middleware/follow-stream.ts'
import { describe } from '../../../wire/openai-chat/provider-error.ts'
import { toFinish } from '../facts.ts'
import { createMetadata, type Metadata } from './metadata.ts'
import { readPart } from './parts.ts'
import { createSteps, type Steps } from './steps.ts'
import { readBlock } from './text-blocks.ts'
import { readTool } from './tool-chunks.ts'

/** Reads the chunks of a UI message stream. */
export type ChunkReading = StreamReading<unknown> & { messageId(): string | undefined }

export function readChunks(): ChunkReading {
  const steps = createSteps(createMeter(LARGEST_ANSWER))
  const frame: Frame = {
    id: undefined,
    isFinished: false,
    isDone: false,
    finishReason: undefined,
    failure: undefined,
    metadata: createMetadata(),
  }
  return {
    chunk(chunk) {
      const type = textField(chunk, 'type')
      if (chunk === '[DONE]') frame.isDone = true
      if (type === undefined) return false
      return (
        readBlock(type, chunk, steps) ??
        readTool(type, chunk, steps) ??
        readFrame(type, chunk, frame) ??
        readStep(type, chunk, steps, frame) ??
        readPart(type, chunk, steps)
      )
    },
    result: () => ({
      response: { messages: steps.messages(frame.id), ...toFinish(frame.finishReason) },
      ...defined({ respondedModel: frame.metadata.model(), usage: frame.metadata.usage() }),
    }),
    // The SDK says so of an answer whose provider did not come to an end.
    isComplete: () => (frame.isFinished || frame.isDone) && frame.finishReason !== 'interrupted',
    failure: () => frame.failure,
    messageId: () => frame.id,
  }
}

/** What a stream says about itself. */
type Frame = {
  id: string | undefined
  isFinished: boolean
  /** The server has written the stream to its end. Apps that write their own chunks often leave `finish` out. */
  isDone: boolean
  finishReason: string | undefined
  failure: object | undefined
  readonly metadata: Metadata
}

/** Takes in a chunk that frames the answer; undefined when it is none. */
function readFrame(type: string, chunk: unknown, frame: Frame): false | undefined {
  switch (type) {
    case 'start':
      frame.id = textField(chunk, 'messageId') ?? frame.id
      // An app may put several answers into one stream.
      frame.isFinished = false
      frame.metadata.add(field(chunk, 'messageMetadata'))
      return false
    case 'message-metadata':
      frame.metadata.add(field(chunk, 'messageMetadata'))
      return false
    case 'finish':
      frame.isFinished = true
      frame.finishReason = textField(chunk, 'finishReason') ?? frame.finishReason
      frame.metadata.add(field(chunk, 'messageMetadata'))
      return false
    case 'error':
      frame.failure ??= describe(field(chunk, 'errorText') ?? field(chunk, 'error'))
      return false
    case 'abort':
      frame.failure ??= { name: 'AbortError', message: textField(chunk, 'reason') ?? 'the answer was stopped' }
      return false
    default:
      return undefined
  }
}

/** Takes in what divides the answer into steps; undefined when it is nothing of the kind. */
function readStep(type: string, chunk: unknown, steps: Steps, frame: Frame): false | undefined {
  switch (type) {
    case 'start-step':
      frame.isFinished = false
      steps.begin()
      return false
    case 'finish-step':
      return false
    case 'reset-step':
      steps.reset()
      return false
    case 'steering-message':
      steps.steer(chunk)
      return false
    default:
      return undefined
  }
}
