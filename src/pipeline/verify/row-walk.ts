import { readRows } from '../output/read-rows.ts'
import { digestOfRows } from '../output/row-digest.ts'

/** Walks the rows of a file from its start. */
export type RowWalk = {
  /** Of so many rows from this one on, counted from 1; undefined when the walk is behind it already. */
  readonly digest: (first: number, count: number) => Promise<string | undefined>
  readonly close: () => Promise<void>
}

export function createRowWalk(path: string): RowWalk {
  const rows = readRows(path)
  let next = 1
  let isAtEnd = false

  /** As many rows as there are, up to this one. */
  async function rowsBefore(end: number): Promise<readonly string[]> {
    const taken: string[] = []
    while (next < end && !isAtEnd) {
      const row = await rows.next()
      isAtEnd = row.done === true
      if (row.done === true) break
      taken.push(row.value)
      next += 1
    }
    return taken
  }

  return {
    async digest(first, count) {
      if (first < next) return undefined
      await rowsBefore(first)
      return digestOfRows(await rowsBefore(first + count))
    },
    async close() {
      await rows.return(undefined)
    },
  }
}
