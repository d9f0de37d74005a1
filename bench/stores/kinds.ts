import { join } from 'node:path'
import type { Store } from '../../src/core/store.ts'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import { lowdbStore } from '../../src/storage/lowdb/index.ts'
import { sqliteStore } from '../../src/storage/sqlite/index.ts'
import type { Part } from '../support/part.ts'
import { decimal, spread, whole, type Row } from '../support/table.ts'
import { measureRates } from './rates.ts'
import { singleTurns } from './turns.ts'

const LOADS = [
  { title: 'one at a time', units: 60, atOnce: 1, rounds: 9 },
  { title: '64 at a time', units: 640, atOnce: 64, rounds: 7 },
] as const

/** So small that lowdb holds them all. */
const CHARACTERS = 1_000

const KINDS: Readonly<Record<string, (folder: string) => Store>> = {
  jsonl: (folder) => jsonlStore(join(folder, 'process')),
  'jsonl, memory': (folder) => jsonlStore(join(folder, 'memory'), { durability: 'memory' }),
  'jsonl, disk': (folder) => jsonlStore(join(folder, 'disk'), { durability: 'disk' }),
  sqlite: (folder) => sqliteStore(join(folder, 'process.sqlite')),
  'sqlite, disk': (folder) => sqliteStore(join(folder, 'disk.sqlite'), { durability: 'disk' }),
  // Without the limit that it has for this very reason.
  lowdb: (folder) => lowdbStore(join(folder, 'chats.json'), { limitBytes: 64 * 1_024 * 1_024 }),
}

/** What the stores and their levels of durability cost, beside each other. */
export const kinds: Part = {
  name: 'kinds',
  title: 'Turns a second, by store',
  head: ['turns of 1 KB', '', 'durability', 'turns/s', 'ms an append', 'of jsonl'],
  note: `Each append is waited for, at the durability that the store promises, and the last of each round is flushed. All stores
begin empty and keep what they are given, so lowdb holds some thousand turns in the end, of which it writes all each time.
Medians, quartiles in brackets; shares within the same round.`,
  jobs: () => LOADS.map(({ title }) => ({ part: 'kinds', case: title })),
  async run({ job, folder }) {
    const load = LOADS.find(({ title }) => title === job.case)
    if (load === undefined) throw new Error(`there is no load ${job.case}`)
    const { title, units, atOnce, rounds } = load
    const stores = Object.entries(KINDS).map(([name, open]) => ({ name, store: open(folder) }))
    const next = singleTurns(CHARACTERS)
    const contestants = stores.map(({ name, store }) => ({
      name,
      prepare() {
        const appends = Array.from({ length: units / atOnce }, () => Array.from({ length: atOnce }, next))
        return async () => {
          for (const turns of appends) await store.append(turns)
          // Of the level `memory`, which has promised nothing yet.
          await store.flush()
        }
      },
    }))
    const rates = await measureRates(contestants, { units, rounds, warmUps: 1 })
    for (const { store } of stores) await store.close()
    return stores.map(({ name, store }, index): Row => {
      const rate = rates.get(name)
      if (rate === undefined) throw new Error(`${name} was not measured`)
      const { perSecond, ofFirst } = rate
      const append = (1_000 * atOnce) / perSecond.median
      const { durability } = store.capabilities
      return [index === 0 ? title : '', name, durability, whole(perSecond.median), decimal(append), spread(ofFirst)]
    })
  },
}
