import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Cursor, Store } from '../../../src/core/store.ts'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { compact } from '../../../src/storage/jsonl/maintenance/compact.ts'
import { sampleConversation } from '../../../src/testing/store/sample-events.ts'
import { runs } from '../../support/runs.ts'
import { newPath } from './folder.ts'
import { behind, EAGER, MERGING } from './maintaining.ts'

type Step =
  | { readonly does: 'append'; readonly writer: number; readonly turns: number }
  | { readonly does: 'close'; readonly writer: number }
  | { readonly does: 'merge' | 'compress' | 'follow' | 'follow a little' }

const writer = fc.integer({ min: 0, max: 2 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ does: fc.constant('append'), writer, turns: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ does: fc.constant('close'), writer }),
  fc.record({ does: fc.constantFrom('merge', 'compress', 'follow', 'follow a little') }),
)

test('whoever follows a log gets every event once, whatever becomes of its files meanwhile', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), follow), {
    numRuns: runs(30, 1_000),
  })
})

async function follow(steps: readonly Step[]): Promise<void> {
  const dir = await newPath()
  const stores = new Map<number, Store>()
  const given: string[] = []
  const seen: string[] = []
  let after: Cursor | undefined
  // The one that follows is now a process that goes on, now one that starts again from its cursor.
  const follower = jsonlStore(dir)

  async function look(store: Store, most: number): Promise<void> {
    if (given.length === 0) return
    for (const { event, cursor } of (await behind(store, after)).slice(0, most)) {
      seen.push(event.id)
      after = cursor
    }
  }

  for (const [index, did] of steps.entries()) {
    if (did.does === 'append') {
      const store = stores.get(did.writer) ?? jsonlStore(dir, { segmentBytes: 2_000 })
      stores.set(did.writer, store)
      for (const turn of sampleConversation(`w${did.writer}s${index}`, did.turns)) {
        await store.append([turn])
        given.push(turn.id)
      }
    } else if (did.does === 'close') {
      await stores.get(did.writer)?.close()
      stores.delete(did.writer)
    } else if (did.does === 'follow') await look(follower, Number.POSITIVE_INFINITY)
    else if (did.does === 'follow a little') await look(jsonlStore(dir), 3)
    else if (given.length > 0) await compact(dir, { ...(did.does === 'merge' ? MERGING : EAGER), orphanMs: 1e9 })
  }
  for (const store of stores.values()) await store.close()
  await look(follower, Number.POSITIVE_INFINITY)
  expect(seen.toSorted()).toEqual(given.toSorted())
}
