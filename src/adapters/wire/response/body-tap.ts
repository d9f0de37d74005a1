import { createMeter, LARGEST_ANSWER } from '../../../middleware/answer-size.ts'
import type { Call, Outcome, UnfinishedStatus } from '../../../middleware/call.ts'
import { followStream } from '../../../middleware/follow-stream.ts'
import type { StreamTap } from '../../../middleware/stream-tap.ts'
import type { ExchangeCall } from '../begin-exchange.ts'
import { readEvents } from '../event-reading.ts'
import { parseJson } from '../ndjson.ts'
import type { Protocol } from '../protocol.ts'

/** A tap on the body of an answer, for readers who take its bytes, and for those who have it parsed. */
export type BodyTap = StreamTap<Uint8Array> & {
  /** The reader got the whole body as this JSON value. */
  readonly json: (value: unknown) => void
}

/** Follows an answer that comes in events. */
export function tapEvents(exchange: ExchangeCall, framing: Protocol['framing']): BodyTap {
  const { call, outcome } = exchange
  const reading = readEvents(framing, exchange.reading())
  const tap = followStream(call, reading)
  return {
    ...tap,
    chunk(bytes) {
      tap.chunk(bytes)
      if (call.isOpen && reading.isOver()) tap.done()
    },
    done() {
      try {
        reading.ended()
      } catch (cause) {
        call.drop(cause)
      }
      tap.done()
    },
    json: (value) => call.end(() => outcome(value)),
  }
}

/** How the outcome of an answer that comes in one piece is told. */
export type WholeAnswer = {
  /** It came: its JSON value, or its text when it is no JSON. */
  readonly outcome: (answer: unknown) => Outcome
  /** It was not read to its end. Must not hold the call. Default: the status says it all. */
  readonly unread?: () => Outcome
}

/** Follows an answer that comes in one piece. */
export function tapWhole(call: Call, { outcome, unread }: WholeAnswer): BodyTap {
  const grow = createMeter(LARGEST_ANSWER)
  const decoder = new TextDecoder()
  const pieces: string[] = []

  function add(piece: string): void {
    grow(piece.length)
    pieces.push(piece)
  }
  call.waiting(false)
  call.whenUnfinished(unread ?? statusOnly)
  return {
    asked: () => call.waiting(true),
    chunk(bytes) {
      if (!call.isOpen) return
      call.waiting(false)
      try {
        add(decoder.decode(bytes, { stream: true }))
      } catch (cause) {
        call.drop(cause)
      }
    },
    done() {
      call.end(() => {
        const text = pieces.join('') + decoder.decode()
        const parsed = parseJson(text)
        return outcome(parsed === undefined ? text : parsed.json)
      })
    },
    failed(error) {
      if (unread === undefined) call.fail(error)
      else call.end(unread)
    },
    cancelled: () => call.end(() => unread?.() ?? statusOnly('aborted')),
    json: (value) => call.end(() => outcome(value)),
  }
}

function statusOnly(status: UnfinishedStatus): Outcome {
  return { status }
}
