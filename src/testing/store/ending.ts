import assert from 'node:assert/strict'
import type { LogEvent } from '../../core/log-event.ts'
import { textMessage } from '../../core/message.ts'
import type { Store } from '../../core/store.ts'
import { readAll, readAllOrNone, type StoreCases, type StorePlace } from './place.ts'
import { sampleConversation, sampleFeedback, sampleGeneration } from './sample-events.ts'

/** For stores that have `appendSync`; for the others there is nothing to check. */
export const endingCases: StoreCases = {
  'appendSync: what is given to it is there at once': ending(async ({ store, reopen }, appendSync) => {
    const events = sampleConversation('a', 10)
    appendSync(events)
    await assertKept(store, reopen, events)
  }),

  'appendSync: what append has not acknowledged yet is there before it, once': ending(
    async ({ store, reopen }, appendSync) => {
      const events = sampleConversation('a', 40)
      await store.append(events.slice(0, 5))
      const appends = events.slice(5, 30).map((event) => store.append([event]))
      appendSync(events.slice(30))
      await assertKept(store, reopen, events)
      await Promise.all(appends)
      await assertKept(store, reopen, events)
    },
  ),

  'appendSync: 200 appends in flight, in whatever state they are': ending(async ({ store, reopen }, appendSync) => {
    const events: LogEvent[] = []
    for (let round = 0; round < 8; round += 1) {
      const turns = Array.from({ length: 205 }, (_, turn) => sampleGeneration(`${round}-${turn}`))
      events.push(...turns)
      const appends = turns.slice(0, 200).map((event) => store.append([event]))
      for (let step = 0; step < round; step += 1) await new Promise((resolve) => setImmediate(resolve))
      appendSync(turns.slice(200))
      if (round % 2 === 0) await assertKept(store, reopen, events)
      await Promise.all(appends)
    }
    await assertKept(store, reopen, events)
  }),

  'appendSync: a long call under way is there once and whole': ending(async ({ store, reopen }, appendSync) => {
    const answer = textMessage('assistant', 'Lorem ipsum 東京 '.repeat(2_000))
    const events = Array.from({ length: 60 }, (_, turn) => sampleGeneration(`g${turn}`, { answer }))
    const append = store.append(events.slice(0, 50))
    await new Promise((resolve) => setImmediate(resolve))
    appendSync(events.slice(50))
    await assertKept(store, reopen, events)
    await append
    await assertKept(store, reopen, events)
  }),

  'appendSync: twice and with nothing': ending(async ({ store, reopen }, appendSync) => {
    const events = sampleConversation('a', 8)
    appendSync([])
    assert.deepStrictEqual(await readAllOrNone(store), [])
    appendSync(events.slice(0, 2))
    appendSync([])
    const append = store.append(events.slice(2, 4))
    appendSync([])
    await assertKept(store, reopen, events.slice(0, 4))
    appendSync(events.slice(4, 6))
    appendSync(events.slice(6))
    await append
    await assertKept(store, reopen, events)
  }),

  'appendSync: append goes on behind it': ending(async ({ store, reopen }, appendSync) => {
    const events = sampleConversation('a', 30)
    const appends = events.slice(0, 10).map((event) => store.append([event]))
    appendSync(events.slice(10, 20))
    appends.push(...events.slice(20).map((event) => store.append([event])))
    await Promise.all(appends)
    await store.flush()
    await store.append([sampleFeedback('f1', 'a-0')])
    await assertKept(store, reopen, [...events, sampleFeedback('f1', 'a-0')])
  }),

  'appendSync: a closed store refuses it': ending(async ({ store, reopen }, appendSync) => {
    await store.append([sampleGeneration('g1')])
    await store.close()
    assert.throws(() => appendSync([sampleGeneration('g2')]), { code: 'store_closed' })
    if (reopen !== undefined) assert.deepStrictEqual(await readAll(await reopen()), [sampleGeneration('g1')])
  }),

  'appendSync: a store that is being closed refuses it, and keeps the appends under way': ending(
    async ({ store, reopen }, appendSync) => {
      const events = sampleConversation('a', 40)
      const appends = events.map((event) => store.append([event]))
      const closing = store.close()
      assert.throws(() => appendSync([sampleGeneration('g2')]), { code: 'store_closed' })
      if (reopen !== undefined) assert.deepStrictEqual(await readAll(await reopen()), events)
      await Promise.all([...appends, closing])
      if (reopen !== undefined) assert.deepStrictEqual(await readAll(await reopen()), events)
    },
  ),
}

type AppendSync = (events: readonly LogEvent[]) => void

function ending(run: (place: StorePlace, appendSync: AppendSync) => Promise<void>): StoreCases[string] {
  return async (place) => {
    const { store } = place
    if (store.appendSync !== undefined) await run(place, (events) => store.appendSync?.(events))
  }
}

/** What has been kept is there for the store itself, and, where it outlives the process, for anybody else. */
async function assertKept(store: Store, reopen: StorePlace['reopen'], events: readonly LogEvent[]): Promise<void> {
  assert.deepStrictEqual(await readAll(store), events)
  if (reopen === undefined || store.capabilities.durability === 'memory') return
  const damages: unknown[] = []
  assert.deepStrictEqual(await readAll(await reopen(), { onDamage: (damage) => damages.push(damage) }), events)
  assert.deepStrictEqual(damages, [])
}
