import { defined, field, listField, textField } from '../../../core/field.ts'
import type { JsonObject } from '../../../core/json.ts'
import type { StreamReading } from '../../../middleware/follow-stream.ts'
import { thrownFailure, toFailure, toResult } from './answer.ts'
import { createBlocks } from './blocks.ts'
import { withoutNulls } from './usage.ts'

/** What is known of an answer besides its content. */
type Head = { id?: string; model?: string; stop_reason?: string; usage: JsonObject }

/** Reads the events of a stream: they are put together to the answer that would have come whole. */
export function readEvents(): StreamReading<unknown> {
  const blocks = createBlocks()
  // Holds no object of an event: clients put the answer together in that of the first one.
  const head: Head = { usage: {} }
  let isComplete = false
  let failure: object | undefined

  function count(usage: unknown): void {
    head.usage = { ...head.usage, ...withoutNulls(usage) }
  }

  function start(message: unknown): boolean {
    Object.assign(head, defined({ id: textField(message, 'id'), model: textField(message, 'model') }))
    finish(message)
    count(field(message, 'usage'))
    const content = listField(message, 'content')
    content.forEach((block, index) => blocks.start(index, block))
    return content.length > 0
  }

  function finish(delta: unknown): void {
    Object.assign(head, defined({ stop_reason: textField(delta, 'stop_reason') }))
  }

  return {
    chunk(event) {
      switch (field(event, 'type')) {
        case 'content_block_delta':
          return blocks.delta(field(event, 'index'), field(event, 'delta'))
        case 'content_block_start':
          return blocks.start(field(event, 'index'), field(event, 'content_block'))
        case 'message_start':
          return start(field(event, 'message'))
        case 'message_delta':
          finish(field(event, 'delta'))
          count(field(event, 'usage'))
          return false
        case 'message_stop':
          isComplete = true
          return false
        case 'error':
          failure = toFailure(event)
          return false
        default:
          return false
      }
    },
    result: () => toResult({ ...head, content: blocks.content() }),
    isComplete: () => isComplete,
    failure: () => failure,
    failureIn: thrownFailure,
  }
}
