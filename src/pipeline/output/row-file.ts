import type { Row } from '../../core/format.ts'
import { createHashedFile, type FileFacts } from './hashed-file.ts'
import type { RowEncoder } from './row-encoder.ts'

/** A file of rows in the making. */
export type RowFile = {
  readonly rows: () => number
  readonly add: (row: Row) => void
  /** A row as its encoder gives it. */
  readonly addText: (row: string | Uint8Array) => void
  /** Ends the file; the disk holds it when this returns. */
  readonly finish: () => FileFacts & { readonly rows: number }
  /** Lets go of an unfinished file. */
  readonly abandon: () => void
}

export function createRowFile(path: string, encoder: RowEncoder): RowFile {
  const file = createHashedFile(path)
  let rows = 0
  file.append(encoder.head)

  function addText(row: string | Uint8Array): void {
    const before = encoder.before(rows)
    if (before !== '') file.append(before)
    file.append(row)
    rows += 1
  }

  return {
    rows: () => rows,
    add: (row) => addText(encoder.row(row)),
    addText,
    finish() {
      file.append(encoder.tail(rows))
      return { rows, ...file.finish() }
    },
    abandon: file.abandon,
  }
}
