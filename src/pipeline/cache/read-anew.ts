import { join } from 'node:path'
import { spoolEvents, withJoinedKeys } from '../fold/scan.ts'
import { createLogMeter } from '../report/log-measures.ts'
import type { BuildCache } from './build-cache.ts'
import { linkOrCopy } from './cache-files.ts'
import { SPOOL_PREFIX } from './cache-state.ts'
import { createKeeper, keepingWindowKeys } from './keeper.ts'
import { addPiece } from './piece-file.ts'
import { folderIn, scanOptions, type LogReading, type ReadRoom } from './read-room.ts'
import { trackedSource } from './tracked-source.ts'

/** Reads all of a log, and keeps what the next build can use. */
export async function readAnew(cache: BuildCache, room: ReadRoom): Promise<LogReading> {
  const meter = createLogMeter()
  // Before the events: what is removed while they are read is missed the next time.
  const parts = (await cache.source.log?.parts()) ?? []
  const source = trackedSource(cache.source, meter)
  const directory = folderIn(room, 'whole')
  const next = cache.next()
  const spooled = await spoolEvents(source, {
    ...scanOptions(room, directory),
    onWindowKeys: keepingWindowKeys(next),
  })
  // Before they are folded: then they are gone.
  const keeper = createKeeper({ cache, next, spooled, directory, source, parts, meter })
  const spools = spooled.partitions.map((_, index) => `${SPOOL_PREFIX}${index}`)
  keeper.attempt(() => {
    for (const [index, { path }] of spooled.partitions.entries()) linkOrCopy(path, join(next, spools[index] ?? ''))
  })
  const scan = withJoinedKeys(spooled, directory)
  return {
    summary: spooled.summary,
    log: meter.measures(),
    uncached: spooled.hasContinuations ? 'continuations' : undefined,
    async *pieces() {
      for await (const piece of room.refine(scan, directory)) {
        yield addPiece(keeper.pieces, piece)
      }
    },
    shelf: keeper.shelf,
    keep: () => keeper.keep({ spools, names: [] }),
    close: keeper.abandon,
  }
}
