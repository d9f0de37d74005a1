import { LARGEST_EVENT } from '../../wire/byte-lines.ts'
import { createNdjsonParser, parseJson } from '../../wire/ndjson.ts'
import { createSseParser, type SseEvent, type StreamParser } from '../../wire/sse.ts'
import type { AnswerReading } from './answer.ts'
import { readTextEvents } from './text-events.ts'
import { isTextEvent } from './text-pieces.ts'
import type { Looking } from './told.ts'
import { toldBy } from './told-by.ts'

/** An event stream tells by its first event that has something to tell. */
export function lookAtEvents(): Looking {
  let found: AnswerReading | undefined
  const take = (event: SseEvent): void => void (found ??= toldByEvent(event))
  return lookWith(createSseParser(take, LARGEST_EVENT, take), () => found)
}

function toldByEvent(event: SseEvent): AnswerReading | undefined {
  const json = parseJson(event.data)?.json
  const told = typeof json === 'object' ? toldBy(json, 'sse') : undefined
  return told ?? (isTextEvent(event) ? readTextEvents('sse') : undefined)
}

/** Lines of JSON tell as events do. */
export function lookAtLines(): Looking {
  let found: AnswerReading | undefined
  const value = (json: unknown): void => {
    found ??= toldBy(json, 'ndjson') ?? (isTextEvent({ event: '', json }) ? readTextEvents('ndjson') : undefined)
  }
  return lookWith(createNdjsonParser({ value, malformed: () => undefined }), () => found)
}

function lookWith(parser: StreamParser, found: () => AnswerReading | undefined): Looking {
  return {
    look(bytes) {
      parser.push(bytes)
      return found()
    },
    lookAtEnd() {
      parser.end()
      return found()
    },
  }
}
