import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { digest } from '../digest.ts'
import { FEEDBACK_FILE as SPOOLED_FEEDBACK, NAMES_FILE as SPOOLED_NAMES } from '../fold/feedback.ts'
import type { SpooledLog } from '../fold/scan.ts'
import type { LogMeter } from '../report/log-measures.ts'
import type { BuildCache } from './build-cache.ts'
import { joinFiles, markOf, type FileMark } from './cache-files.ts'
import { FEEDBACK_FILE, NAMES_FILE, PIECES_FILE, WINDOW_KEYS_FILE } from './cache-state.ts'
import { createPieceWriter, type PieceWriter } from './piece-file.ts'
import type { TrackedSource } from './tracked-source.ts'

export type KeeperParts = {
  readonly cache: BuildCache
  /** Where everything is written that is kept. */
  readonly next: string
  readonly spooled: SpooledLog
  /** The folder of the scan. */
  readonly directory: string
  readonly source: TrackedSource
  readonly meter: LogMeter
  /** The first event of the log, where the source gives only what came later. */
  readonly first?: string
}

/** Keeps what a build has found for the next one. */
export type Keeper = {
  readonly pieces: PieceWriter
  /** What people said of answers, as digests. */
  readonly judged: ReadonlyMap<string, string>
  readonly keep: (earlier: EarlierFiles) => void
  readonly abandon: () => void
}

export type EarlierFiles = {
  /** Names of all spools. */
  readonly spools: readonly string[]
  /** Of those, what is known. */
  readonly marks?: readonly FileMark[]
  /** Paths of files of names that come before those of this scan. */
  readonly names: readonly string[]
}

export function createKeeper({ cache, next, spooled, directory, source, meter, first }: KeeperParts): Keeper {
  const pieces = createPieceWriter(join(next, PIECES_FILE))
  const judged = new Map(Array.from(spooled.feedback(), ([id, said]) => [id, digest(JSON.stringify(said))]))
  const { summary, keys, hasContinuations } = spooled

  function keep({ spools, marks = [], names }: EarlierFiles): void {
    spooled.close()
    pieces.close()
    const [cursor, firstEvent] = [source.cursor(), first ?? source.first()]
    // What cannot be read now may be read later, and what goes on from a response may be behind it in the log.
    if (hasContinuations || summary.damaged.size > 0 || cursor === undefined || firstEvent === undefined) return
    joinFiles([...names, ...present(join(directory, SPOOLED_NAMES))], join(next, NAMES_FILE))
    joinFiles(present(join(directory, SPOOLED_FEEDBACK)), join(next, FEEDBACK_FILE))
    const known = new Map(marks.map((mark) => [mark.name, mark]))
    const files = [PIECES_FILE, NAMES_FILE, FEEDBACK_FILE, WINDOW_KEYS_FILE, ...spools]
    cache.commit({
      identity: cache.identity,
      cursor,
      first: firstEvent,
      summary: { ...summary, feedback: new Map() },
      erasures: summary.erasures.length,
      meter: meter.state(),
      joined: [...keys.entries()],
      judged,
      files: files.map(
        (name) => known.get(name) ?? (name === PIECES_FILE ? pieces.mark(name) : markOf(join(next, name), name)),
      ),
    })
  }

  return { pieces, judged, keep, abandon: pieces.close }
}

function present(path: string): readonly string[] {
  return existsSync(path) ? [path] : []
}
