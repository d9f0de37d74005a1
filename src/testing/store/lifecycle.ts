import assert from 'node:assert/strict'
import type { LogEvent } from '../../core/log-event.ts'
import { readAll, readAllOrNone, type StoreCases } from './place.ts'
import { sampleConversation, sampleGeneration } from './sample-events.ts'

export const lifecycleCases: StoreCases = {
  'a store that never wrote is empty, or says that there is no log': async ({ store }) => {
    await store.flush()
    assert.deepStrictEqual(await readAllOrNone(store), [])
    await store.close()
  },

  'flush resolves when all appends so far are done': async ({ store }) => {
    const events = sampleConversation('a', 40)
    let done = 0
    for (const event of events) void store.append([event]).then(() => (done += 1))
    await store.flush()
    assert.equal(done, events.length)
    assert.deepStrictEqual(await readAll(store), events)
  },

  'closing keeps the appends under way': async ({ store, reopen }) => {
    const events = sampleConversation('a', 40)
    const appends = Promise.all(events.map((event) => store.append([event])))
    await store.close()
    await appends
    if (reopen !== undefined) assert.deepStrictEqual(await readAll(await reopen()), events)
  },

  'a closed store refuses appends, and may be closed again': async ({ store }) => {
    await store.append([sampleGeneration('g1')])
    await store.close()
    await assert.rejects(store.append([sampleGeneration('g2')]), { code: 'store_closed' })
    await assert.rejects(store.erase({ userId: 'u1' }), { code: 'store_closed' })
    await store.close()
  },

  'what was acknowledged is there for another handle, without closing first': async ({ store, reopen }) => {
    if (reopen === undefined || store.capabilities.durability === 'memory') return
    const events = sampleConversation('a', 10)
    await store.append(events)
    assert.deepStrictEqual(await readAll(await reopen()), events)
  },

  'a reopened store goes on where the closed one ended': async ({ store, reopen }) => {
    if (reopen === undefined) return
    const events = sampleConversation('a', 10)
    await store.append(events.slice(0, 5))
    await store.close()
    const other = await reopen()
    await other.append(events.slice(5))
    assert.deepStrictEqual(await readAll(other), events)
  },

  'two handles that write at once lose nothing, and each keeps its order': async ({ store, reopen }) => {
    if (reopen === undefined || !store.capabilities.shared) return
    const other = await reopen()
    const [mine, theirs] = [sampleConversation('a', 40), sampleConversation('b', 40)]
    await Promise.all(
      mine.flatMap((event, turn) => [store.append([event]), other.append(theirs.slice(turn, turn + 1))]),
    )
    for (const handle of [store, other]) {
      const events = await readAll(handle)
      assert.deepStrictEqual(ofConversation(events, 'a-'), mine)
      assert.deepStrictEqual(ofConversation(events, 'b-'), theirs)
      assert.equal(events.length, mine.length + theirs.length)
    }
  },
}

function ofConversation(events: readonly LogEvent[], prefix: string): readonly LogEvent[] {
  return events.filter(({ id }) => id.startsWith(prefix))
}
