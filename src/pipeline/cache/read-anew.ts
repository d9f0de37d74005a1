import { join } from 'node:path'
import { spoolEvents, withJoinedKeys } from '../fold/scan.ts'
import { createLogMeter } from '../report/log-measures.ts'
import type { BuildCache } from './build-cache.ts'
import { joinFiles, linkOrCopy } from './cache-files.ts'
import { SPOOL_PREFIX, WINDOW_KEYS_FILE } from './cache-state.ts'
import { createKeeper } from './keeper.ts'
import { folderIn, scanOptions, type LogReading, type ReadRoom } from './read-room.ts'
import { trackedSource } from './tracked-source.ts'

/** Reads all of a log, and keeps what the next build can use. */
export async function readAnew(cache: BuildCache, room: ReadRoom): Promise<Omit<LogReading, 'close'>> {
  const meter = createLogMeter()
  const source = trackedSource(cache.source, meter)
  const directory = folderIn(room, 'whole')
  const next = cache.next()
  const spooled = await spoolEvents(source, {
    ...scanOptions(room, directory),
    onWindowKeys: (partitions) =>
      joinFiles(
        partitions.map(({ path }) => path),
        join(next, WINDOW_KEYS_FILE),
      ),
  })
  // Before they are folded: then they are gone.
  const spools = spooled.partitions.map(({ path }, index) => {
    const name = `${SPOOL_PREFIX}${index}`
    linkOrCopy(path, join(next, name))
    return name
  })
  const keeper = createKeeper({ cache, next, spooled, directory, source, meter })
  const scan = withJoinedKeys(spooled, directory)
  return {
    summary: spooled.summary,
    log: meter.measures(),
    async *pieces() {
      for await (const piece of room.refine(scan, directory)) {
        keeper.pieces.add(piece)
        yield piece
      }
    },
    keep: () => keeper.keep({ spools, names: [] }),
  }
}
