import { field } from '../../core/field.ts'
import type { StreamReading } from '../../middleware/follow-stream.ts'
import { UnreadableAnswerError } from '../wire/protocol.ts'

/**
 * A reading for which an HTML page is a failure: in a page the clients find no events, and tell the app of a stream that is
 * empty.
 */
export function refusePages(reading: StreamReading<unknown>, response: unknown): StreamReading<unknown> {
  const headers = field(response, 'headers')
  const type = headers instanceof Headers ? headers.get('content-type') : null
  if (type?.includes('html') !== true) return reading
  const error = new UnreadableAnswerError(`the answer is ${type}`)
  return { ...reading, failure: () => reading.failure() ?? (reading.isComplete() ? undefined : error) }
}
