import { readEvents } from '../../wire/event-reading.ts'
import type { Protocol } from '../../wire/protocol.ts'
import type { AnswerReading } from './answer.ts'

/** Reads the stream of a model server that a route hands on, in whichever framing. */
export function readProtocolEvents(framing: Protocol['framing'], protocol: Protocol): AnswerReading {
  return {
    ...readEvents(framing, protocol.exchange({}).reading()),
    form: () => protocol.name,
    messageId: () => undefined,
  }
}
