import { join } from 'node:path'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import type { Part } from '../support/part.ts'
import { spreadOf } from '../support/statistics.ts'
import { decimal, spread, whole, type Row } from '../support/table.ts'
import { singleTurns } from './turns.ts'

const POINTS = [1_000, 10_000, 100_000, 1_000_000]
const AT_ONCE = 64
/** The last so many appends before a point are looked at. */
const LOOKED_AT = 100
/** Short ones, so that a million of them fit on a disk. */
const CHARACTERS = 200

/** Whether a turn costs more when there are more. */
export const growth: Part = {
  name: 'growth',
  title: 'A turn, when there are many already',
  head: ['turns written', 'µs a turn', 'of the first', 'heap, MB'],
  note: `Short turns, ${AT_ONCE} an append, one store from the first to the last. Processor time of all threads, median of the
${LOOKED_AT} appends before each point (of the first ${Math.floor(1_000 / AT_ONCE)} at 1,000), quartiles in brackets. Heap: after a
collection.`,
  jobs: () => [{ part: 'growth' }],
  async run({ folder }) {
    const store = jsonlStore(join(folder, 'log'))
    const next = singleTurns(CHARACTERS)
    const rows: Row[] = []
    let micros: number[] = []
    let first = Number.NaN
    let [written, point] = [0, 0]
    // What the compiler does at first is no matter of the log.
    const warm = jsonlStore(join(folder, 'warm'))
    for (let batch = 0; batch < 300; batch += 1) await warm.append(Array.from({ length: AT_ONCE }, next))
    await warm.close()
    while (point < POINTS.length) {
      const turns = Array.from({ length: AT_ONCE }, next)
      const before = process.cpuUsage()
      await store.append(turns)
      const { user, system } = process.cpuUsage(before)
      micros.push((user + system) / AT_ONCE)
      written += AT_ONCE
      if (written < (POINTS[point] ?? 0)) continue
      const figures = spreadOf(micros.slice(-LOOKED_AT))
      if (rows.length === 0) first = figures.median
      globalThis.gc?.()
      const heap = process.memoryUsage().heapUsed / 1e6
      rows.push([whole(POINTS[point] ?? 0), spread(figures), decimal(figures.median / first), decimal(heap)])
      micros = []
      point += 1
    }
    await store.close()
    return rows
  },
}
