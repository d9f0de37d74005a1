import { join } from 'node:path'
import type { Manifest } from '../output/manifest.ts'
import { figure } from '../report/figures.ts'
import type { LineageCheck } from './lineage-check.ts'
import type { Problem } from './problem.ts'
import { createRowWalk } from './row-walk.ts'

/** The rows are those that the lineage was written with. Of each file the first other one is told, and how many there are. */
export function checkRows(folder: string, { outputs }: Manifest, canRead: (file: string) => boolean): LineageCheck {
  const walks = new Map(
    outputs
      .filter(({ file }) => canRead(file))
      .map(({ format, split, file }) => [
        `${format}/${split}`,
        { file, differing: { first: 0, count: 0 }, walk: createRowWalk(join(folder, file)) },
      ]),
  )
  return {
    async take({ split, rows }) {
      const places = Object.entries(rows)
      for (const [format, [first, count, digest]] of places) {
        const walked = walks.get(`${format}/${split}`)
        if (walked === undefined || (await walked.walk.digest(first, count)) === digest) continue
        if (walked.differing.count === 0) walked.differing.first = first
        walked.differing.count += count
      }
      if (places.every(([, [, , digest]]) => digest !== undefined)) return []
      return [{ code: 'lineage_damaged', message: 'it has no digest of its rows' }]
    },
    end: () =>
      [...walks.values()].flatMap(({ file, differing: { first, count } }): readonly Problem[] => {
        if (count === 0) return []
        const what = count === 1 ? `row ${first} is` : `row ${first} and ${figure(count - 1)} more are`
        return [{ file, code: 'rows_changed', message: `${what} not what the lineage says was built` }]
      }),
    async close() {
      for (const { walk } of walks.values()) await walk.close()
    },
  }
}
