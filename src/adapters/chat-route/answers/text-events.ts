import { LARGEST_EVENT } from '../../wire/byte-lines.ts'
import { createNdjsonParser } from '../../wire/ndjson.ts'
import type { Protocol } from '../../wire/protocol.ts'
import { createSseParser, type SseEvent } from '../../wire/sse.ts'
import type { AnswerReading } from './answer.ts'
import { createTextPieces, type AppEvent } from './text-pieces.ts'

/** Reads events that carry an answer piece by piece: as bare text, as JSON texts, or in a field of JSON objects. */
export function readTextEvents(framing: Protocol['framing']): AnswerReading {
  const pieces = createTextPieces()
  let carries = false
  const take = (event: AppEvent): void => {
    if (pieces.take(event)) carries = true
  }
  const takeSse = ({ event, data }: SseEvent): void => take({ event, data })
  const parser =
    framing === 'sse'
      ? createSseParser(takeSse, LARGEST_EVENT, takeSse)
      : createNdjsonParser({ value: (json) => take({ event: '', json }), malformed: () => undefined })
  let isEnded = false
  return {
    chunk(bytes) {
      carries = false
      parser.push(bytes)
      return carries
    },
    ended() {
      if (!isEnded) parser.end()
      isEnded = true
    },
    result: () => pieces.result(),
    isComplete: () => isEnded || pieces.isComplete(),
    failure: () => pieces.failure(),
    form: () => 'text',
    messageId: () => undefined,
  }
}
