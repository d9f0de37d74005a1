import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { digest } from '../../../src/pipeline/digest.ts'
import { createWorkTable } from '../../../src/pipeline/work/work-table.ts'
import { temporaryFolder } from '../support/building.ts'

test('a corpus names all of its indices in the order in which their examples were added', () => {
  const folder = temporaryFolder()
  let run = 0
  fc.assert(
    fc.property(fc.array(fc.nat(8), { maxLength: 30 }), fc.array(fc.boolean(), { maxLength: 30 }), (times, left) => {
      const directory = join(folder, String((run += 1)))
      mkdirSync(directory)
      const table = createWorkTable(directory, 1)
      for (const [place, time] of times.entries()) {
        const startedAt = `2026-01-0${time + 1}T00:00:00.000Z`
        table.add({ id: digest(String(place)), startedAt, text: '{}' }, [Buffer.from(String(place))])
      }
      const rows = table.rows().filter((row) => left[row] !== false)
      const corpus = table.corpus(0, rows, { directory, pause: () => undefined })
      const indices = [...(corpus.asStored?.() ?? [])]
      const places = indices.map((index) => Number(Buffer.from(corpus.at(index).note).toString()))
      expect(places).toEqual(places.toSorted((a, b) => a - b))
      expect(indices.toSorted((a, b) => a - b)).toEqual([...rows.keys()])
      table.close()
    }),
  )
})
