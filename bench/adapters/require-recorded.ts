import { createRecorder } from '../../src/index.ts'
import { memoryStore } from '../../src/storage/memory.ts'
import { pieces, plainExchanges } from '../support/requests.ts'
import type { Door } from './doors/door.ts'
import { createTransport, streamedAnswer, wholeAnswer } from './transport.ts'

const CHARACTERS = 2_048

/** Makes a call of both kinds, so that nothing is measured that does not record. Throws when a text is not found. */
export async function requireRecorded({ title, wire, connect }: Door): Promise<void> {
  const store = memoryStore()
  const recorder = createRecorder({ store })
  const transport = createTransport()
  const caller = connect(transport.fetch, recorder)
  const nextExchange = plainExchanges(CHARACTERS, CHARACTERS)

  const whole = nextExchange()
  transport.answer = wholeAnswer(wire, whole.answer)
  await caller.ask(whole.question)
  const streamed = { question: nextExchange().question, answer: pieces(40) }
  transport.answer = streamedAnswer(wire, streamed.answer)
  await caller.stream(streamed.question)
  await recorder.close()

  const events: unknown[] = []
  for await (const event of store.read()) events.push(event)
  const [first, second] = events.map((event) => JSON.stringify(event))
  const isRecorded =
    events.length === 2 &&
    has(first, whole.question, whole.answer) &&
    has(second, streamed.question, streamed.answer.join(''))
  if (!isRecorded) throw new Error(`${title} recorded ${JSON.stringify(events)}`)
}

function has(record: string | undefined, question: string, answer: string): boolean {
  if (record?.includes('"status":"ok"') !== true) return false
  return [question, answer].every((text) => record.includes(JSON.stringify(text)))
}
