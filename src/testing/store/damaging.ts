import assert from 'node:assert/strict'
import type { Damage } from '../../core/store.ts'
import { readAll, scanAll, type StoreCases, type StorePlace } from './place.ts'
import { sampleFeedback, sampleGeneration } from './sample-events.ts'

/** For places that can be damaged on purpose; for the others there is nothing to check. */
export const damageCases: StoreCases = {
  'a damaged event is told, and never given; the others are': damaged(async (store, expected) => {
    const damages: Damage[] = []
    const events = await readAll(store, { onDamage: (damage) => damages.push(damage) })
    assert.deepStrictEqual(events, expected)
    assert.equal(damages.length, 1)
    assert.notEqual(damages[0]?.place, '')
  }),

  'a reader that does not ask for damages reads past them': damaged(async (store, expected) => {
    assert.deepStrictEqual(await readAll(store), expected)
  }),

  'cursors lead past a damage': damaged(async (store, expected) => {
    const scanned = await scanAll(store)
    for (const [index, { cursor }] of scanned.entries()) {
      const rest = await scanAll(store, { after: cursor })
      assert.deepStrictEqual(
        rest.map(({ event }) => event),
        expected.slice(index + 1),
      )
    }
  }),

  'a damaged log can be written on, and erased from': damaged(async (store, expected) => {
    await store.append([sampleGeneration('later', { userId: 'u1' }), sampleGeneration('last')])
    assert.equal((await store.erase({ userId: 'u1' })).hidden, 1)
    const events = await readAll(store)
    assert.deepStrictEqual(
      events.filter(({ type }) => type !== 'erasure'),
      [...expected, sampleGeneration('last')],
    )
  }),
}

type Check = (store: StorePlace['store'], expected: readonly unknown[]) => Promise<void>

function damaged(check: Check): StoreCases[string] {
  return async ({ store, reopen, damage }) => {
    if (reopen === undefined || damage === undefined) return
    const events = ['g1', 'g2', 'g3'].flatMap((id) => [
      sampleGeneration(id, { conversationId: id }),
      sampleFeedback(`f-${id}`, id),
    ])
    for (const event of events) await store.append([event])
    await store.close()
    await damage('g2')
    await check(
      await reopen(),
      events.filter(({ id }) => id !== 'g2'),
    )
  }
}
