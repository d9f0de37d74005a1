import fc from 'fast-check'
import type { Erasure } from '../../../src/core/erasure.ts'
import type { Feedback } from '../../../src/core/feedback.ts'
import type { Generation, GenerationLabels } from '../../../src/core/generation.ts'
import type { LogEvent } from '../../../src/core/log-event.ts'
import type { ScanOptions, Scanned } from '../../../src/core/store.ts'
import type { ResumableSource } from '../../../src/pipeline/cache/tracked-source.ts'
import { moves, playChat } from '../support/chat-tree.ts'
import { second } from '../support/generations.ts'

/** A log in memory that can be read on, like a store. */
export type GrowingLog = ResumableSource & { readonly events: LogEvent[]; readonly scannedFrom: number[] }

export function growingLog(...events: readonly LogEvent[]): GrowingLog {
  const log: LogEvent[] = [...events]
  const scannedFrom: number[] = []

  async function* scan({ after = '0' }: ScanOptions = {}): AsyncGenerator<Scanned> {
    const from = Number(after)
    scannedFrom.push(from)
    for (const [index, event] of log.slice(from).entries()) yield { event, cursor: String(from + index + 1) }
  }

  return {
    events: log,
    scannedFrom,
    scan,
    async *read() {
      yield* log
    },
  }
}

/** Half of the calls name no conversation; some of these apps send only the end of a history. */
type Play = {
  readonly played: Parameters<typeof playChat>[1]
  readonly how: 'named' | 'nameless' | 'window'
  readonly user: number
}

const plays: fc.Arbitrary<Play> = fc.record({
  played: moves,
  how: fc.constantFrom('named', 'nameless', 'window'),
  user: fc.nat(2),
})

const LONGEST_WINDOW = 3

function generationsOf({ played, how, user }: Play, index: number): readonly Generation[] {
  const labels: GenerationLabels = {
    userId: `u${user}`,
    ...(how === 'named' ? { conversationId: `chat-${index}` } : {}),
  }
  const { generations } = playChat(`g${index}`, played, labels)
  if (how !== 'window') return generations
  return generations.map((one) => ({ ...one, request: { messages: one.request.messages.slice(-LONGEST_WINDOW) } }))
}

function feedbackOn(target: Generation, index: number, value: 'up' | 'down'): Feedback {
  const [id, at] = [`f${index}`, second(100 + index)]
  return { v: 1, type: 'feedback', id, at, kind: 'thumb', value, target: { generationId: target.id } }
}

function erasureOf(target: Generation, index: number): Erasure {
  return { v: 1, type: 'erasure', id: `e${index}`, at: second(500), selector: { generationId: target.id } }
}

/** Parts of a log in the order in which they are written: late events, duplicates, feedback before its answer and all. */
export const growingLogs: fc.Arbitrary<readonly (readonly LogEvent[])[]> = fc
  .record({
    chats: fc.array(plays, { minLength: 1, maxLength: 4 }),
    judged: fc.array(fc.record({ on: fc.nat(), value: fc.constantFrom('up', 'down') }), { maxLength: 4 }),
    again: fc.array(fc.nat(), { maxLength: 2 }),
    erased: fc.array(fc.nat(), { maxLength: 1 }),
    order: fc.infiniteStream(fc.nat({ max: 9 })),
    parts: fc.integer({ min: 2, max: 3 }),
  })
  .map(({ chats, judged, again, erased, order, parts }) => {
    const generations = chats.flatMap(generationsOf)
    const pick = (at: number): readonly Generation[] => generations.slice(at % generations.length).slice(0, 1)
    const events: readonly LogEvent[] = [
      ...generations,
      ...judged.flatMap(({ on, value }, index) => pick(on).map((target) => feedbackOn(target, index, value))),
      ...again.flatMap(pick),
      ...erased.flatMap((at, index) => pick(at).map((target) => erasureOf(target, index))),
    ]
    const shaken = events
      .map((event, index) => ({ event, place: index + (order.next().value ?? 0) * 3 }))
      .sort((a, b) => a.place - b.place)
      .map(({ event }) => event)
    const size = Math.ceil(shaken.length / parts)
    return Array.from({ length: parts }, (_, part) => shaken.slice(part * size, (part + 1) * size))
  })
