import type { Example } from '../../core/example.ts'
import type { IsStock } from '../split/beginning-leaks.ts'
import { createLeakSearch, leakError, type FinalRow } from '../split/leaks.ts'
import { keysOfExample, type GroupKind, type RowKeys } from '../split/row-keys.ts'
import { readNote, writeNote } from '../split/row-note.ts'
import type { SplitName } from '../split/splits.ts'
import { createNoteFile } from '../work/note-file.ts'

export type LeakGateOptions = {
  /** Of a file that is not there yet. */
  readonly path: string
  readonly salt: string
  readonly groupBy: readonly GroupKind[]
  readonly clusterOf: (id: string) => number
  /** Default: nothing is. */
  readonly isStock?: IsStock
}

/** What two rows share, they share from the first beginning on that counts. */
const MOST_SAID = 1

/** Looks at the finished rows, whatever divided them. */
export type LeakGate = {
  /** @param noted what the divider has noted of the same example, where that is known: to make the keys takes long */
  readonly keysOf: (example: Example, noted?: Uint8Array) => RowKeys
  /** Adds a row by its keys. */
  readonly add: (id: string, keys: RowKeys, split: SplitName) => void
  /** @throws FinetapError `split_leak` when something stands in two splits */
  readonly check: () => void
  readonly close: () => void
}

/** Remembers the rows on disk, with 12 bytes a piece in memory. */
export function createLeakGate({ path, salt, groupBy, clusterOf, isStock }: LeakGateOptions): LeakGate {
  const rows = createNoteFile(path)
  const search = createLeakSearch(isStock)
  let size = 0

  function* all(): Generator<FinalRow> {
    for (let index = 0; index < size; index += 1) {
      const { keys, rest } = readNote(rows.at(index))
      const about: Omit<FinalRow, 'keys'> = JSON.parse(rest)
      yield { ...about, keys }
    }
  }

  return {
    keysOf: (example, noted) =>
      noted === undefined ? keysOfExample(example, salt, groupBy, MOST_SAID) : shortened(readNote(noted).keys),
    add(id, keys, split) {
      const about = { id, split, cluster: clusterOf(id) }
      search.see({ ...about, keys })
      rows.add(writeNote({ keys, rest: JSON.stringify(about) }))
      size += 1
    },
    check() {
      const leaks = search.finish({ [Symbol.iterator]: all })
      if (leaks.length > 0) throw leakError(leaks)
    },
    close: rows.close,
  }
}

function shortened({ begins, ...named }: RowKeys): RowKeys {
  if (begins === undefined) return named
  return { ...named, begins: { given: begins.given, said: begins.said.slice(0, MOST_SAID) } }
}
