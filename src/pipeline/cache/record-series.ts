import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { linkOrCopy, type FileMark } from './cache-files.ts'
import type { KeptBuild } from './cache-folder.ts'
import { createRecordWriter, type FileRecord, type RecordWriter } from './record-file.ts'

/**
 * Records that builds keep one after the other, each in a file of its own, so that what stays is not written again. When
 * much has been added, all is written anew: some of what the files hold is stale by then.
 */
export type RecordSeries = Pick<RecordWriter, 'add' | 'close'> & {
  /** Files of earlier builds. */
  readonly earlier: readonly { readonly name: string; readonly path: string }[]
  /** The earlier files go, and what is to stay of them has to be told with `stays`. */
  readonly isRenewed: boolean
  readonly stays: (record: FileRecord) => void
  /** Brings the earlier files that stay to the folder, and tells of all files. To be called once it is closed. */
  readonly keep: () => readonly FileMark[]
}

const MOST_FILES = 16
/** What may be added to the first file, as a share of it. */
const MOST_ADDED = 0.5

/** @param next the folder for what this build keeps */
export function createRecordSeries(next: string, prefix: string, before: KeptBuild | undefined): RecordSeries {
  const marks = before === undefined ? [] : before.state.files.filter(({ name }) => name.startsWith(prefix))
  const isRenewed = isLong(marks)
  const staying = isRenewed ? [] : marks
  const name = `${prefix}${staying.length}`
  const writer = createRecordWriter(join(next, name))
  const pathOf = (file: FileMark): string => join(before?.folder ?? next, file.name)
  return {
    add: writer.add,
    close: writer.close,
    earlier: marks.map((mark) => ({ name: mark.name, path: pathOf(mark) })),
    isRenewed,
    stays(record) {
      if (isRenewed) writer.copy(record)
    },
    keep() {
      for (const mark of staying) linkOrCopy(pathOf(mark), join(next, mark.name))
      const own = writer.mark(name)
      if (own.bytes > 0 || staying.length === 0) return [...staying, own]
      rmSync(join(next, name))
      return staying
    },
  }
}

function isLong([first, ...others]: readonly FileMark[]): boolean {
  const added = others.reduce((sum, { bytes }) => sum + bytes, 0)
  return others.length >= MOST_FILES || added > (first?.bytes ?? 0) * MOST_ADDED
}
