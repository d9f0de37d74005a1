import type { Example } from '../../core/example.ts'
import type { IsStock } from '../split/beginning-leaks.ts'
import { checkLeaks, leakError, type FinalRow } from '../split/leaks.ts'
import { keysOfExample, type GroupKind, type RowKeys } from '../split/row-keys.ts'
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

/** Looks at the finished rows, whatever divided them. */
export type LeakGate = {
  readonly add: (example: Example, split: SplitName) => void
  readonly keysOf: (example: Example) => RowKeys
  /** Adds a row by its keys. */
  readonly addKeys: (id: string, keys: RowKeys, split: SplitName) => void
  /** @throws FinetapError `split_leak` when something stands in two splits */
  readonly check: () => void
  readonly close: () => void
}

/** Remembers the rows on disk, with 12 bytes a piece in memory. */
export function createLeakGate({ path, salt, groupBy, clusterOf, isStock }: LeakGateOptions): LeakGate {
  const rows = createNoteFile(path)
  const [encoder, decoder] = [new TextEncoder(), new TextDecoder()]
  let size = 0

  function* all(): Generator<FinalRow> {
    for (let index = 0; index < size; index += 1) {
      const row: FinalRow = JSON.parse(decoder.decode(rows.at(index)))
      yield row
    }
  }

  // What two rows share, they share from the first beginning on that counts.
  const keysOf = (example: Example): RowKeys => keysOfExample(example, salt, groupBy, 1)

  function addKeys(id: string, keys: RowKeys, split: SplitName): void {
    const row: FinalRow = { id, split, keys, cluster: clusterOf(id) }
    rows.add(encoder.encode(JSON.stringify(row)))
    size += 1
  }

  return {
    add: (example, split) => addKeys(example.id, keysOf(example), split),
    keysOf,
    addKeys,
    check() {
      const leaks = checkLeaks({ [Symbol.iterator]: all }, isStock)
      if (leaks.length > 0) throw leakError(leaks)
    },
    close: rows.close,
  }
}
