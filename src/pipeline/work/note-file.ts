import { createAppendFile } from '../append-file.ts'
import { openReadAt } from '../read-at.ts'
import { createGrowingNumbers } from './growing-numbers.ts'

/** What a step noted of each example, on disk, with 12 bytes a piece in memory. */
export type NoteFile = {
  /** The note of the next example. */
  readonly add: (note: Uint8Array) => void
  /** The note of the example that was added at `index`; valid as long as the caller likes. Nothing can be added from then on. */
  readonly at: (index: number) => Uint8Array
  readonly close: () => void
}

export function createNoteFile(path: string): NoteFile {
  const offsets = createGrowingNumbers('f64')
  const lengths = createGrowingNumbers('u32')
  let written: ReturnType<typeof createAppendFile> | undefined = createAppendFile(path)
  let read: ReturnType<typeof openReadAt> | undefined

  function reader() {
    written?.close()
    written = undefined
    return (read ??= openReadAt(path))
  }

  return {
    add(note) {
      if (written === undefined) throw new Error('the notes are being read')
      offsets.push(written.bytes())
      lengths.push(note.length)
      written.append(note)
    },
    at: (index) => reader().bytes({ offset: offsets.at(index), length: lengths.at(index) }),
    close() {
      written?.close()
      read?.close()
      written = read = undefined
    },
  }
}
