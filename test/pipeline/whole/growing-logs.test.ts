import { join } from 'node:path'
import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildDataset, type LineageLine, type SplitName } from '../../../src/datasets.ts'
import { runs } from '../../support/runs.ts'
import { filesIn, rowsIn, temporaryFolder } from '../support/building.ts'
import { createWildLog, happenings, shuffled } from './support/wild-log.ts'

type Row = {
  readonly split: SplitName
  readonly conversation_id: string
  readonly user_id?: string
  readonly messages: readonly { readonly role: string; readonly content: string | null }[]
}

/** Runs of five words, by the plainest means there are. */
function shinglesOf({ messages }: Row): ReadonlySet<string> {
  const said = messages.filter(({ role }) => role !== 'system').map(({ content }) => content ?? '')
  const words = said.join(' ').toLowerCase().split(/\s+/)
  return new Set(words.map((_, start) => words.slice(start, start + 5).join(' ')).slice(0, -4))
}

function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const shared = [...one].filter((shingle) => other.has(shingle)).length
  return shared / (one.size + other.size - shared)
}

async function rowsOf(folder: string): Promise<readonly Row[]> {
  const files = await filesIn(folder)
  return Object.entries(files).flatMap(([file, text]) => {
    const split = (['train', 'validation', 'test'] as const).find((name) => file === join('json', `${name}.json`))
    const rows = split === undefined ? [] : (JSON.parse(text) as readonly Row[])
    return rows.map((row) => ({ ...row, split: split ?? 'train' }))
  })
}

/** What stands in two splits, found by looking at each pair of rows. */
function leaksIn(rows: readonly Row[]): readonly string[] {
  const told = rows.map((row) => ({ row, shingles: shinglesOf(row) }))
  return told.flatMap(({ row, shingles }, index) =>
    told.slice(index + 1).flatMap(({ row: other, shingles: others }) => {
      if (row.split === other.split) return []
      const isSameUser = row.user_id !== undefined && row.user_id === other.user_id
      const isSame = isSameUser || row.conversation_id === other.conversation_id
      // A little above the threshold: who speaks counts there, and does not here.
      return isSame || likeness(shingles, others) > 0.85 ? [JSON.stringify([row, other])] : []
    }),
  )
}

test('whatever is appended, no row ever changes its split, and nothing stands in two', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happenings(12), { minLength: 3, maxLength: 4 }), async (parts) => {
      const log = createWildLog()
      const to = temporaryFolder()
      const places = new Map<string, SplitName>()
      for (const [round, happened] of parts.entries()) {
        for (const one of happened) log.happen(one)
        const from = shuffled(log.events(), round)
        await buildDataset({ from, to, formats: ['json'], split: { validation: 0.25, test: 0.25 } })
        const lineage = rowsIn(await readFile(join(to, 'lineage.jsonl'), 'utf8')) as readonly LineageLine[]
        for (const { generations, split } of lineage) {
          for (const id of generations) {
            expect([id, places.get(id) ?? split]).toEqual([id, split])
            places.set(id, split)
          }
        }
        expect(leaksIn(await rowsOf(to))).toEqual([])
      }
    }),
    { numRuns: runs(3, 150), endOnFailure: true },
  )
})
