import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ErasureSelector } from '../../../src/core/erasure.ts'
import type { Store } from '../../../src/core/store.ts'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { compact } from '../../../src/storage/jsonl/maintenance/compact.ts'
import { sampleConversation } from '../../../src/testing/store/sample-events.ts'
import { runs } from '../../support/runs.ts'
import { textsWithoutErasures, turnOf } from './erasing.ts'
import { newPath, readout } from './folder.ts'

const writer = fc.nat({ max: 2 })
const user = fc.nat({ max: 3 })
const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('append'), writer, user, prompt: fc.nat({ max: 2 }) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('talk'), writer, user, prompt: fc.nat({ max: 2 }) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constantFrom('erase', 'close', 'eraseOne'), writer, user }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('compress', 'merge'), writer, user }) },
)

type Act = { readonly does: string; readonly writer: number; readonly user: number; readonly prompt?: number }

test('whatever is written, merged, compressed and erased by whomever: only what was erased goes, and all of it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 20 }), async (acts) => {
      const dir = await newPath()
      const life = createLife(dir)
      for (const one of acts) {
        await life.act(one)
        expect(await life.read()).toEqual({ ids: life.expected(), damages: [] })
      }
      await life.closeAll()
      expect(await life.read()).toEqual({ ids: life.expected(), damages: [] })
      const texts = life.written() === 0 ? '' : await textsWithoutErasures(dir)
      expect(life.erased().filter((id) => texts.includes(`"${id}"`))).toEqual([])
      expect(await life.read()).toEqual({ ids: life.expected(), damages: [] })
    }),
    { numRuns: runs(4, 300) },
  )
})

function createLife(dir: string) {
  const stores = new Map<number, Store>()
  const rows: { readonly id: string; readonly userId: string }[] = []
  const gone = new Set<string>()
  const isGone = ({ id, userId }: { readonly id: string; readonly userId: string }) => gone.has(id) || gone.has(userId)

  function storeOf(number: number): Store {
    const store = stores.get(number) ?? jsonlStore(dir)
    stores.set(number, store)
    return store
  }

  async function write(number: number, userId: string, prompt: number | undefined, does: string): Promise<void> {
    const name = `row${rows.length}`
    const events =
      does === 'talk' ? sampleConversation(name, 3, { userId }) : [turnOf(name, userId, `prompt ${prompt ?? ''}`)]
    rows.push(...events.map(({ id }) => ({ id, userId })))
    await storeOf(number).append(events)
  }

  async function erase(number: number, selector: ErasureSelector, name: string): Promise<void> {
    const hidden = rows.filter((row) => !isGone(row) && (row.id === name || row.userId === name)).length
    const result = await storeOf(number).erase(selector)
    expect([result.hidden, result.rewritten + result.pending]).toEqual([hidden, hidden])
    gone.add(name)
  }

  return {
    async act({ does, writer: number, user: whose, prompt }: Act): Promise<void> {
      const userId = `user${whose}`
      const one = rows.at(-1 - whose)
      if (does === 'append' || does === 'talk') await write(number, userId, prompt, does)
      else if (does === 'erase') await erase(number, { userId }, userId)
      else if (does === 'eraseOne' && one !== undefined) await erase(number, { generationId: one.id }, one.id)
      else if (does === 'close') {
        await stores.get(number)?.close()
        stores.delete(number)
      } else if (rows.length > 0 && (does === 'compress' || does === 'merge')) {
        await compact(dir, { orphanMs: 1e9, compressAfterMs: does === 'merge' ? Number.POSITIVE_INFINITY : 0 })
      }
    },
    async read() {
      if (rows.length === 0) return { ids: [], damages: [] }
      const { events, damages } = await readout(jsonlStore(dir), { types: ['generation'] })
      return { ids: events.map(({ id }) => id).sort(), damages }
    },
    expected: () =>
      rows
        .filter((row) => !isGone(row))
        .map(({ id }) => id)
        .sort(),
    erased: () => rows.filter(isGone).map(({ id }) => id),
    written: () => rows.length,
    closeAll: () => Promise.all([...stores.values()].map((store) => store.close())),
  }
}
