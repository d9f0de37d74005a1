import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LogEvent } from '../../../src/core/log-event.ts'
import { drop, keep, type Step } from '../../../src/core/step.ts'
import { buildDataset, verifyDataset, type BuildOptions, type BuildReport } from '../../../src/datasets.ts'
import { memoryStore } from '../../../src/storage/memory.ts'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { sqliteStore } from '../../../src/storage/sqlite/index.ts'
import { runs } from '../../support/runs.ts'
import { filesIn, plain, temporaryFolder } from '../support/building.ts'
import { happenings, shuffled, wildLog } from './support/wild-log.ts'

const split = { validation: 0.2, test: 0.2 }

/** Steps as users write them: some throw, some lie, some only know at the end. */
const moody: Step = {
  name: 'moody',
  version: 1,
  apply(example) {
    if (example.id < '2') throw new Error('no')
    if (example.id < '3') return drop(example, 'not_liked')
    // Half an example is none.
    return example.id < '4' ? keep({ ...example, generationIds: [] }) : keep(example)
  },
}
const everyThird: Step = {
  name: 'every-third',
  version: 1,
  note: () => new Uint8Array(1),
  decide: () => (index) => (index % 3 === 0 ? { kind: 'drop', reason: 'third' } : { kind: 'flag', flag: 'other' }),
}
const ways: readonly Partial<BuildOptions>[] = [
  {},
  { steps: [] },
  { steps: [moody, everyThird] },
  { steps: [{ ...everyThird, scope: 'train' }, moody] },
  { rules: { feedback: { only: 'up' }, nearDuplicates: 'flag', bursts: 'drop', promptCap: {}, userCap: { rows: 2 } } },
  { consent: 'required' },
  { formats: ['csv', { ...plain, rows: () => Promise.reject(new Error('x')).catch(() => 5) as never }] },
]

function accountedIn({ generations: { kept, dropped } }: BuildReport): number {
  return kept + dropped.reduce((sum, { count }) => sum + count, 0)
}

const readIn = (events: readonly LogEvent[]): number => events.filter(({ type }) => type === 'generation').length

test('every generation of any log is kept or dropped once, whatever the steps and formats do', async () => {
  await fc.assert(
    fc.asyncProperty(happenings(14), fc.nat(), async (happened, way) => {
      const events = wildLog(happened)
      const to = temporaryFolder()
      const options = { from: events, to, split, formats: ['json'], allowEmpty: true }
      const { report } = await buildDataset({ ...options, ...ways[way % ways.length] })
      expect(report.generations.read).toBe(readIn(events))
      expect(accountedIn(report)).toBe(readIn(events))
      expect(await verifyDataset(to)).toMatchObject({ ok: true, problems: [] })
    }),
    { numRuns: runs(8, 400), endOnFailure: true },
  )
})

test('the bytes depend neither on order nor threads nor on which store holds the log', async () => {
  await fc.assert(
    fc.asyncProperty(happenings(12), fc.nat(), async (happened, seed) => {
      const events = wildLog(happened)
      const formats = ['chatml', 'alpaca', 'json', 'csv', 'instruction']
      const built = async (from: Parameters<typeof buildDataset>[0]['from'], threads = 1) => {
        const to = temporaryFolder()
        await buildDataset({ from, to, formats, split, threads })
        return filesIn(to)
      }
      const first = await built(events)
      expect(await built(shuffled(events, seed), 1 + (seed % 2))).toEqual(first)
      const folder = temporaryFolder()
      const stores = [memoryStore(), jsonlStore(`${folder}/log`), sqliteStore(`${folder}/log.db`)]
      const [memory, ...others] = await Promise.all(
        stores.map(async (store) => {
          // Some stores hold what comes again once.
          await store.append([...new Set(events)])
          await store.flush()
          const files = await built(store)
          await store.close()
          return files
        }),
      )
      for (const files of others) expect(files).toEqual(memory)
    }),
    { numRuns: runs(2, 60), endOnFailure: true },
  )
})
