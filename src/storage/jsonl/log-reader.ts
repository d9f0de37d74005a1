import { join } from 'node:path'
import type { LogEvent } from '../../core/log-event.ts'
import type { Cursor, ScanOptions } from '../../core/store.ts'
import { erasureFilter, type ErasureFilter } from '../erasure/filter.ts'
import type { ErasureKey } from '../erasure/key.ts'
import { rangeFilter, type RangeFilter } from '../range.ts'
import { shardFilter } from '../shard.ts'
import { createPositions } from './cursor.ts'
import { logFiles } from './directory.ts'
import { createErasureIndex } from './erasures.ts'
import { sizeOfFile } from './pieces.ts'
import { readSegment, type ReadLine } from './read-segment.ts'

/** Events of one file, decoded while they are taken, and the cursors behind them. */
export type Batch = {
  readonly found: Iterable<{ readonly event: LogEvent; readonly end: number }>
  readonly cursorAt: (end: number) => Cursor
}

export type LogReader = {
  /** All segments of the directory in the order of their names. Rejects like `Store.read`. */
  batches(options: ScanOptions): AsyncGenerator<Batch>
}

/** @param committedTo how far a file may be read that this store is writing: to what was acknowledged */
export function createLogReader(
  dir: string,
  committedTo: (name: string) => number | undefined,
  key: () => Promise<ErasureKey>,
): LogReader {
  const index = createErasureIndex(dir)
  const readableBytes = (name: string) => committedTo(name) ?? Number.POSITIVE_INFINITY

  async function* batches(options: ScanOptions): AsyncGenerator<Batch> {
    const wanted = rangeFilter(options)
    const isMine = shardFilter(options.shard)
    const positions = createPositions(options.after)
    const names = await logFiles(dir)
    const isErased = erasureFilter(await index.of(names, readableBytes), [await key()])
    for (const name of names) {
      const from = positions.unreadFrom(name)
      if (from === undefined || !isMine(name)) continue
      if (from > 0 && (await sizeOfFile(join(dir, name))) <= from) continue
      const cursorAt = positions.cursors(name)
      let end = from
      const { onDamage } = options
      for await (const lines of readSegment({ dir, name, from, to: readableBytes(name), onDamage })) {
        yield { found: visible(lines, wanted, isErased, (seen) => (end = seen)), cursorAt }
      }
      positions.moveTo(name, end)
    }
  }

  return { batches }
}

function* visible(
  lines: Iterable<ReadLine>,
  wanted: RangeFilter,
  isErased: ErasureFilter,
  onSeen: (end: number) => void,
): Generator<{ readonly event: LogEvent; readonly end: number }> {
  for (const { event, end } of lines) {
    onSeen(end)
    if (event !== undefined && wanted(event) && !isErased(event)) yield { event, end }
  }
}
