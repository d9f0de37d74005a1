import type { CaptureContext } from '../../middleware/context.ts'
import type { Bench } from './bench.ts'
import type { Door } from './door.ts'
import { askFor, readAll } from './reading.ts'
import type { Question } from './subject.ts'

export type Circumstances = {
  /** Does something to the request before it is sent. */
  readonly before?: (request: object) => unknown
  readonly context?: CaptureContext
}

/** Asks for a whole answer, then for a stream: the app sees the same as without the adapter. */
export async function assertUnnoticed(
  { both, sameAnswer, sameStream, recording }: Bench,
  question: Question,
  { before, context = {} }: Circumstances = {},
): Promise<void> {
  const within = <Result>(play: (door: Door) => Promise<Result>) =>
    both((door) => recording.recorder.withContext(context, () => play(door)))
  const asked = await within((door) => {
    const prepared = door.answer(question)
    before?.(prepared.request)
    return askFor(prepared)
  })
  sameAnswer(asked)
  const streamed = await within((door) => {
    const prepared = door.stream(question)
    before?.(prepared.request)
    return readAll(prepared)
  })
  sameStream(streamed)
}
