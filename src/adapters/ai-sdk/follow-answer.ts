import type { Call, Outcome, PartialOutcome } from '../../middleware/call.ts'
import { followStream } from '../../middleware/follow-stream.ts'
import type { StreamTap } from '../../middleware/stream-tap.ts'
import { tapReadable } from '../../middleware/tap-readable.ts'
import { toOutcome } from './outcome.ts'
import { isObject, streamOf } from './specification.ts'
import { readParts, type PartReading } from './stream.ts'
import { unharmed, type CallNote } from './telemetry/noted-calls.ts'
import { tapInPlace } from './telemetry/tap-in-place.ts'
import type { CallLink } from '../turns/link-call.ts'
import { withStream } from './with-stream.ts'

/** A captured call whose answer is on its way, and who wants to know of it. */
export type Answering = {
  readonly call: Call
  readonly link: CallLink | undefined
  readonly note: CallNote | undefined
  /** Calls back with the id of an answer that the provider gave none, or without when it is not known in time. */
  readonly awaitId: ((found: (id: string | undefined) => void) => void) | undefined
  /** True when the very result must come back that the call gave. */
  readonly inPlace: boolean
}

/** Records what `doGenerate` returned, and returns it. */
export function followAnswer<Result>(result: Result, answering: Answering): Result {
  const { call, awaitId } = answering
  try {
    const outcome = toOutcome(result)
    tell(outcome, answering)
    if (awaitId === undefined || outcome.response?.id !== undefined) call.end(() => outcome)
    else awaitId((id) => call.end(() => withId(outcome, id)))
  } catch (cause) {
    call.drop(cause)
  }
  return result
}

/** What `doStream` returned, with a stream that is recorded as the app reads it. */
export function followStreamed<Result>(
  result: Result,
  stream: ReadableStream<unknown> | undefined,
  answering: Answering,
): Result {
  try {
    if (stream === undefined || !isObject(result)) throw new TypeError('doStream returned no stream')
    const tap = tapOf(answering)
    if (answering.inPlace && tapInPlace(stream, tap)) return result
    return withStream(result, tapReadable(stream, tap))
  } catch (cause) {
    answering.call.drop(cause)
    return result
  }
}

function tapOf({ call, link, note, awaitId }: Answering): StreamTap<unknown> {
  const reading = readAnswer({ link, note })
  const tap = followStream(call, reading)
  return {
    ...tap,
    done() {
      if (awaitId === undefined || !call.isOpen || reading.responseId() !== undefined) return tap.done()
      call.waiting(false)
      awaitId((id) => {
        reading.useId(id)
        tap.done()
      })
    },
    failed(error) {
      note?.saw(error)
      tap.failed(error)
      // Behind it, because what came so far counts as answered first.
      link?.failed()
    },
  }
}

/** What is left out is followed for those who must leave it out too, when they hear of it later. */
export function noteAnswer<Result>(result: Result, note: CallNote): Result {
  note.saw(result)
  const stream = streamOf(result)
  if (stream === undefined || stream.locked || !isObject(result)) return result
  const reading = readAnswer({ link: undefined, note })
  const ignore = (): void => undefined
  const end = (): void => unharmed(() => reading.result())
  const chunk = (part: unknown): void => unharmed(() => reading.chunk(part))
  return withStream(result, tapReadable(stream, { asked: ignore, chunk, done: end, failed: end, cancelled: end }))
}

type Listeners = Pick<Answering, 'link' | 'note'>

/** A reading that tells what it came to. Made apart from the tap, because it must not hold the call. */
function readAnswer(listeners: Listeners): PartReading & { useId(id: string | undefined): void } {
  const reading = readParts()
  let madeUpId: string | undefined
  return {
    ...reading,
    useId(id) {
      madeUpId = id
    },
    result() {
      const result = reading.result()
      for (const sign of reading.signs()) listeners.note?.saw(sign)
      if (reading.failure() === undefined) tell(result, listeners)
      else listeners.link?.failed()
      return withId(result, madeUpId)
    },
  }
}

function tell({ response }: PartialOutcome, { link, note }: Listeners): void {
  link?.answered(response?.messages ?? [])
  note?.said(response)
}

function withId<Result extends PartialOutcome | Outcome>(result: Result, id: string | undefined): Result {
  const { response } = result
  if (id === undefined || response === undefined || response.id !== undefined) return result
  return { ...result, response: { ...response, id } }
}
