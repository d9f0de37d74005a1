import { createAppendFile } from '../append-file.ts'
import { openAhead } from '../read-ahead.ts'
import { openReadAt, type ReadAt } from '../read-at.ts'
import { createGrowingStretches, type Elsewhere } from './example-file.ts'

/** A note, or where it stands. */
export type StoredNote = Uint8Array | Elsewhere

/** What a step noted of each example, on disk, with 13 bytes a piece in memory. */
export type NoteFile = {
  /** The note of the next example. */
  readonly add: (note: StoredNote) => void
  /** The note of the example that was added at `index`; valid as long as the caller likes. Nothing can be added from then on. */
  readonly at: (index: number) => Uint8Array
  /** Lets go of what was read ahead of its own file, of which nothing is asked soon. */
  readonly rest: () => void
  readonly close: () => void
}

export function createNoteFile(path: string): NoteFile {
  const stretches = createGrowingStretches()
  let written: ReturnType<typeof createAppendFile> | undefined = createAppendFile(path)
  const readers = new Map<string, Pick<ReadAt, 'bytes' | 'close'>>()

  function readerOf(from: string): Pick<ReadAt, 'bytes'> {
    const known = readers.get(from)
    if (known !== undefined) return known
    // Of the files of others only a part is asked for.
    const opened = from === path ? openReadAt(path) : openAhead(from)
    readers.set(from, opened)
    return opened
  }

  return {
    add(note) {
      if (written === undefined) throw new Error('the notes are being read')
      if (note instanceof Uint8Array) {
        stretches.push({ path, offset: written.bytes(), length: note.length })
        written.append(note)
        return
      }
      // Now, as whoever owns the file may remove it.
      readerOf(note.path)
      stretches.push(note)
    },
    at(index) {
      written?.close()
      written = undefined
      const stretch = stretches.at(index)
      return readerOf(stretch.path).bytes(stretch)
    },
    rest() {
      written?.close()
      written = undefined
      // Files of others stay open: their owner may have removed them.
      readers.get(path)?.close()
      readers.delete(path)
    },
    close() {
      written?.close()
      written = undefined
      for (const reader of readers.values()) reader.close()
      readers.clear()
    },
  }
}
