import { defined } from '../../core/field.ts'
import type { RenderedExample, RenderedRows } from '../output/dataset-writer.ts'
import type { MeasuredRow } from '../report/dataset-measures.ts'
import type { RowKeys } from '../split/row-keys.ts'
import type { StoredRow } from '../work/work-table.ts'
import { readRecords, type FileRecord } from './record-file.ts'
import type { RecordSeries } from './record-series.ts'

/** All that a dataset says of an example, wherever it will stand in it. */
export type FinishedRow = {
  /** Those that are trained in it. */
  readonly generations: number
  readonly keys: RowKeys
  readonly measured: MeasuredRow
  readonly rendered: RenderedExample
}

/** Finished rows of an earlier build, and of this one for the next. Rows come in order of time and id. */
export type RowShelf = {
  /** The row that an earlier build has made of the same, else what `make` gives. */
  readonly finish: (stored: () => StoredRow, make: () => FinishedRow) => FinishedRow
  readonly close: () => void
}

/** Makes every row anew. */
export const EMPTY_SHELF: RowShelf = { finish: (_, make) => make(), close: () => {} }

type Head = Pick<StoredRow, 'flags' | 'id' | 'time'> & {
  /** Of the example's text. */
  readonly digest: string
  readonly row: Pick<FinishedRow, 'generations' | 'keys' | 'measured'>
  readonly lineage: Omit<RenderedExample, 'formats' | 'id'>
  /** Lengths of the rows in each format. */
  readonly formats: readonly ({ readonly rows: readonly number[] } & Omit<RenderedRows, 'rows'>)[]
}

export function createRowShelf(series: RecordSeries): RowShelf {
  const finders = series.earlier.map(({ path }) => createFinder(readRecords(path)))
  return {
    finish(stored, make) {
      const row = stored()
      for (const finder of finders) {
        const found = finder.find(row)
        if (found === undefined) continue
        series.stays(found.record)
        return rowOf(found)
      }
      const made = make()
      addRow(series, row, made)
      return made
    },
    close() {
      for (const finder of finders) finder.close()
    },
  }
}

type Found = { readonly head: Head; readonly record: FileRecord }

type Finder = { readonly find: (row: StoredRow) => Found | undefined; readonly close: () => void }

/** Walks the rows of an earlier build beside those of this one. */
function createFinder(records: Iterable<FileRecord>): Finder {
  const ahead = records[Symbol.iterator]()
  let next: Found | undefined

  function step(): Found | undefined {
    const result = unlessGone(() => ahead.next())
    if (result === undefined || result.done === true) return undefined
    return { head: JSON.parse(result.value.head), record: result.value }
  }

  let isStarted = false
  return {
    find(row) {
      if (!isStarted) next = step()
      isStarted = true
      while (next !== undefined && isBefore(next.head, row)) next = step()
      if (next === undefined || next.head.id !== row.id || next.head.digest !== row.digest()) return undefined
      return isSame(next.head.flags, row.flags) ? next : undefined
    },
    close: () => void ahead.return?.(),
  }
}

/** Who clears a cache need not wait for builds: those make their rows anew. */
function unlessGone<Item>(read: () => Item): Item | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

function isBefore(a: Pick<StoredRow, 'id' | 'time'>, b: Pick<StoredRow, 'id' | 'time'>): boolean {
  return a.time === b.time ? a.id < b.id : a.time < b.time
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((flag, index) => flag === b[index])
}

function rowOf({ head: { id, row, lineage, formats }, record }: Found): FinishedRow {
  const rendered = formats.map(({ rows, ...rest }) => ({ rows: rows.map((length) => record.take(length)), ...rest }))
  return { ...row, rendered: { id, ...lineage, formats: rendered } }
}

function addRow(series: RecordSeries, row: StoredRow, made: FinishedRow): void {
  const bodies: Uint8Array[] = []
  const { generations, keys, measured, rendered } = made
  const formats = rendered.formats.map(({ rows, ...rest }) => {
    const bytes = rows.map((text) => (typeof text === 'string' ? Buffer.from(text) : text))
    bodies.push(...bytes)
    return { rows: bytes.map(({ length }) => length), ...rest }
  })
  const { id, time, flags } = row
  const { generations: origins, feedback } = rendered
  const lineage = { generations: origins, ...defined({ feedback }) }
  const about = { generations, keys, measured }
  const head: Head = { id, time, flags, digest: row.digest(), row: about, lineage, formats }
  series.add(head, bodies)
}
