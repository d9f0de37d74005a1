import type { EventSource } from '../event-source.ts'
import { scanEvents } from '../fold/scan.ts'
import { createLogMeter } from '../report/log-measures.ts'
import { openBuildCache } from './build-cache.ts'
import { readAnew } from './read-anew.ts'
import { readOn } from './read-on.ts'
import { EMPTY_SHELF } from './row-shelf.ts'
import { scanOptions, type LogReading, type ReadRoom } from './read-room.ts'

/** Reads a log: only what is new in it, where an earlier build has kept the rest. */
export async function readLog(source: EventSource, room: ReadRoom): Promise<LogReading> {
  const opened = openBuildCache(source, room)
  if (opened.kind === 'none') return { ...(await readPlain(source, room)), uncached: opened.reason }
  const { cache } = opened
  try {
    const reading = (await readOn(cache, room)) ?? (await readAnew(cache, room))
    const { uncached = reading.summary.damaged.size > 0 ? 'damaged_log' : undefined } = reading
    return {
      ...reading,
      uncached,
      close() {
        reading.close()
        cache.leave()
      },
    }
  } catch (error) {
    cache.leave()
    throw error
  }
}

/** Reads all of it, and keeps nothing. */
async function readPlain(source: EventSource, room: ReadRoom): Promise<LogReading> {
  const meter = createLogMeter()
  const { directory, refine } = room
  const scan = await scanEvents(source, { ...scanOptions(room, directory), onEvent: meter.add })
  return {
    summary: scan.summary,
    log: meter.measures(),
    pieces: () => refine(scan, directory),
    shelf: () => EMPTY_SHELF,
    keep: () => undefined,
    close: scan.close,
  }
}
