import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { digest } from '../digest.ts'
import { FEEDBACK_FILE as SPOOLED_FEEDBACK, NAMES_FILE as SPOOLED_NAMES } from '../fold/feedback.ts'
import type { SpooledLog } from '../fold/scan.ts'
import type { Partition } from '../fold/spool.ts'
import type { LogMeter } from '../report/log-measures.ts'
import type { BuildCache } from './build-cache.ts'
import { joinFiles, markOf, type FileMark } from './cache-files.ts'
import { FEEDBACK_FILE, NAMES_FILE, PIECES_FILE, ROWS_FILE, WINDOW_KEYS_FILE } from './cache-state.ts'
import type { KeptBuild } from './cache-folder.ts'
import { createRecordWriter, type RecordWriter } from './record-file.ts'
import { createRowShelf, type RowShelf } from './row-shelf.ts'
import type { SourcePart, TrackedSource } from './tracked-source.ts'

export type KeeperParts = {
  readonly cache: BuildCache
  /** Where everything is written that is kept. */
  readonly next: string
  readonly spooled: SpooledLog
  /** The folder of the scan. */
  readonly directory: string
  readonly source: TrackedSource
  /** What the log consisted of before it was read. */
  readonly parts: readonly SourcePart[]
  readonly meter: LogMeter
  /** What this build goes on from, where the source gives only what came later. */
  readonly earlier?: KeptBuild
}

/** Keeps what a build has found for the next one. */
export type Keeper = {
  readonly pieces: RecordWriter
  /** What people said of answers, as digests. */
  readonly judged: ReadonlyMap<string, string>
  /** @param identity of all that finished rows depend on beside the log and what the pieces depend on */
  readonly shelf: (identity: string) => RowShelf
  /** Does something for the next build alone: where it fails, nothing is kept. */
  readonly attempt: (work: () => void) => void
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

export function createKeeper({ cache, next, spooled, directory, source, parts, meter, earlier }: KeeperParts): Keeper {
  const pieces = createRecordWriter(join(next, PIECES_FILE))
  const rows = createRecordWriter(join(next, ROWS_FILE))
  let rowsIdentity = ''
  let hasFailed = false

  function attempt(work: () => void): void {
    try {
      work()
    } catch {
      hasFailed = true
    }
  }

  const judged = new Map(Array.from(spooled.feedback(), ([id, said]) => [id, digest(JSON.stringify(said))]))
  const { summary, keys, hasContinuations } = spooled

  function keep({ spools, marks = [], names }: EarlierFiles): void {
    spooled.close()
    pieces.close()
    rows.close()
    const [cursor, firstEvent] = [source.cursor(), earlier?.state.first ?? source.first()]
    // What cannot be read now may be read later, and what goes on from a response may be behind it in the log.
    if (hasContinuations || summary.damaged.size > 0 || cursor === undefined || firstEvent === undefined) return
    joinFiles([...names, ...present(join(directory, SPOOLED_NAMES))], join(next, NAMES_FILE))
    joinFiles(present(join(directory, SPOOLED_FEEDBACK)), join(next, FEEDBACK_FILE))
    const known = new Map([...marks, pieces.mark(PIECES_FILE), rows.mark(ROWS_FILE)].map((mark) => [mark.name, mark]))
    const files = [PIECES_FILE, ROWS_FILE, NAMES_FILE, FEEDBACK_FILE, WINDOW_KEYS_FILE, ...spools]
    cache.commit({
      identity: cache.identity,
      rowsIdentity,
      cursor,
      first: firstEvent,
      parts,
      summary: { ...summary, feedback: new Map() },
      erasures: summary.erasures.length,
      meter: meter.state(),
      joined: [...keys.entries()],
      judged,
      files: files.map((name) => known.get(name) ?? markOf(join(next, name), name)),
    })
  }

  function shelf(identity: string): RowShelf {
    rowsIdentity = identity
    const isSame = earlier !== undefined && earlier.state.rowsIdentity === identity
    return createRowShelf(rows, isSame ? join(earlier.folder, ROWS_FILE) : undefined)
  }

  return {
    pieces,
    judged,
    shelf,
    attempt,
    keep(files) {
      if (!hasFailed) attempt(() => keep(files))
    },
    abandon() {
      pieces.close()
      rows.close()
    },
  }
}

function present(path: string): readonly string[] {
  return existsSync(path) ? [path] : []
}

/** Keeps the lines of window keys of a scan, where that can be. */
export function keepingWindowKeys(next: string): (partitions: readonly Partition[]) => void {
  return (partitions) => {
    try {
      joinFiles(
        partitions.map(({ path }) => path),
        join(next, WINDOW_KEYS_FILE),
      )
    } catch {
      // The file is missing or short then, and nothing will be kept.
      rmSync(join(next, WINDOW_KEYS_FILE), { force: true })
    }
  }
}
