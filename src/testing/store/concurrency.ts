import assert from 'node:assert/strict'
import type { LogEvent } from '../../core/log-event.ts'
import type { Store } from '../../core/store.ts'
import { readAll, scanAll, type StoreCases, type StorePlace } from './place.ts'
import { sampleConversation, sampleFeedback } from './sample-events.ts'

const WRITERS = 8
const TURNS = 12
const TAIL_MS = 20_000

export const concurrencyCases: StoreCases = {
  'eight writers at once lose nothing, repeat nothing, and each keeps its order': async (place) => {
    const writers = await openWriters(place)
    await Promise.all(writers.map((writer, index) => writeAll(writer, index)))
    for (const handle of new Set([place.store, ...writers])) assertComplete(await readAll(handle))
  },

  'a tail of eight writers sees every event once, in the order of its writer': async (place) => {
    const writers = await openWriters(place)
    const seen: LogEvent[] = []
    let after: string | undefined
    let isLast = false
    const writing = Promise.all(writers.map((writer, index) => writeAll(writer, index))).finally(() => (isLast = true))
    await place.store.flush()
    // By time, not by rounds: a tail that finds nothing takes no time, and a slow disk's writes do.
    for (const end = Date.now() + TAIL_MS; Date.now() < end;) {
      const ends = isLast
      for (const { event, cursor } of await tail(place.store, after)) {
        seen.push(event)
        after = cursor
      }
      if (ends) break
      await new Promise((resolve) => setImmediate(resolve))
    }
    await writing
    assertComplete(seen)
  },

  'what is erased while eight writers write stays away, and the rest comes back whole': async (place) => {
    const writers = await openWriters(place)
    const writing = Promise.all(writers.map((writer, index) => writeAll(writer, index)))
    await Promise.all(writers.slice(0, 2).map((writer) => writer.erase({ conversationId: 'w3' })))
    await writing
    const events = await readAll(place.store)
    const expected = Array.from({ length: WRITERS }, (_, index) => index).filter((index) => index !== 3)
    for (const index of expected) assert.deepStrictEqual(turnsOf(events, index), conversation(index))
    assert.deepStrictEqual(turnsOf(events, 3), [])
    assert.equal(events.filter(({ type }) => type === 'erasure').length, 2)
  },
}

/** Handles of their own where the place can be shared, one for all where it cannot. */
async function openWriters({ store, reopen }: StorePlace): Promise<readonly Store[]> {
  const writers = [store]
  while (writers.length < WRITERS) {
    writers.push(reopen !== undefined && store.capabilities.shared ? await reopen() : store)
  }
  return writers
}

function conversation(writer: number): readonly LogEvent[] {
  return sampleConversation(`w${writer}`, TURNS, { conversationId: `w${writer}` })
}

async function writeAll(store: Store, writer: number): Promise<void> {
  const pending: Promise<void>[] = []
  for (const [turn, event] of conversation(writer).entries()) {
    const appended = store.append([event, sampleFeedback(`w${writer}-f${turn}`, event.id)])
    // Some wait for each turn, others hand them over all at once.
    if (writer % 2 === 0) await appended
    else pending.push(appended)
  }
  await Promise.all(pending)
}

async function tail(store: Store, after: string | undefined): ReturnType<typeof scanAll> {
  try {
    return await scanAll(store, after === undefined ? {} : { after })
  } catch (error) {
    // Nothing may have been written yet.
    if (Reflect.get(Object(error), 'code') === 'log_missing') return []
    throw error
  }
}

function turnsOf(events: readonly LogEvent[], writer: number): readonly LogEvent[] {
  return events.filter(({ type, id }) => type === 'generation' && id.startsWith(`w${writer}-`))
}

function assertComplete(events: readonly LogEvent[]): void {
  for (let writer = 0; writer < WRITERS; writer += 1) {
    assert.deepStrictEqual(turnsOf(events, writer), conversation(writer))
    const feedback = events.filter(({ type, id }) => type === 'feedback' && id.startsWith(`w${writer}-`))
    assert.deepStrictEqual(
      feedback.map(({ id }) => id),
      Array.from({ length: TURNS }, (_, turn) => `w${writer}-f${turn}`),
    )
  }
  assert.equal(events.length, WRITERS * TURNS * 2)
}
