import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { LogPart } from '../../core/log-parts.ts'
import { digest } from '../digest.ts'
import { FEEDBACK_FILE as SPOOLED_FEEDBACK, NAMES_FILE as SPOOLED_NAMES } from '../fold/feedback.ts'
import type { SpooledLog } from '../fold/scan.ts'
import type { Partition } from '../fold/spool.ts'
import type { LogMeter } from '../report/log-measures.ts'
import type { BuildCache } from './build-cache.ts'
import { joinFiles, markOf, type FileMark } from './cache-files.ts'
import {
  FEEDBACK_FILE,
  INDEX_FILE,
  NAMES_FILE,
  PIECES_PREFIX,
  ROWS_PREFIX,
  WINDOW_KEYS_FILE,
  type CacheState,
} from './cache-state.ts'
import type { KeptBuild } from './cache-folder.ts'
import type { UncachedReason } from './cache-identity.ts'
import { createRecordSeries, type RecordSeries } from './record-series.ts'
import { createRowShelf, type RowShelf } from './row-shelf.ts'
import { writeIndex } from './spool-index.ts'
import type { TrackedSource } from './tracked-source.ts'

export type KeeperParts = {
  readonly cache: BuildCache
  /** Where everything is written that is kept. */
  readonly next: string
  readonly spooled: SpooledLog
  /** The folder of the scan. */
  readonly directory: string
  readonly source: TrackedSource
  /** What the log consisted of before it was read. */
  readonly parts: readonly LogPart[]
  readonly meter: LogMeter
  /** What this build goes on from, where the source gives only what came later. */
  readonly earlier?: KeptBuild
}

/** Keeps what a build has found for the next one. */
export type Keeper = {
  readonly pieces: RecordSeries
  /** What people said of answers, as digests. */
  readonly judged: ReadonlyMap<string, string>
  /** @param identity of all that finished rows depend on beside the log and what the pieces depend on */
  readonly shelf: (identity: string) => RowShelf
  /** Does something for the next build alone: where it fails, nothing is kept. */
  readonly attempt: (work: () => void) => void
  /** @returns why nothing is kept, where that is not for what the log holds */
  readonly keep: (earlier: EarlierFiles) => UncachedReason | undefined
  readonly abandon: () => void
}

export type EarlierFiles = {
  /** Names of all spools. */
  readonly spools: readonly string[]
  /** Of those, what is known. */
  readonly marks?: readonly FileMark[]
  /** Paths of files of names that come before those of this scan. */
  readonly names: readonly string[]
  /** Path of the index of the known spools. */
  readonly index?: string
  /** Keys of earlier pieces that no longer hold. */
  readonly stale?: Iterable<string>
}

export function createKeeper({ cache, next, spooled, directory, source, parts, meter, earlier }: KeeperParts): Keeper {
  const pieces = createRecordSeries(next, PIECES_PREFIX, earlier)
  const rows = createKeptRows(next, earlier)
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

  function keep({ spools, marks = [], names, index, stale = [] }: EarlierFiles): void {
    spooled.close()
    pieces.close()
    rows.close()
    const [cursor, firstEvent] = [source.cursor(), earlier?.state.first ?? source.first()]
    // What cannot be read now may be read later, and what goes on from a response may be behind it in the log.
    if (hasContinuations || summary.damaged.size > 0 || cursor === undefined || firstEvent === undefined) return
    joinFiles([...names, ...present(join(directory, SPOOLED_NAMES))], join(next, NAMES_FILE))
    joinFiles(present(join(directory, SPOOLED_FEEDBACK)), join(next, FEEDBACK_FILE))
    const known = new Map(marks.map((mark) => [mark.name, mark]))
    const newSpools = spools.filter((name) => !known.has(name)).map((name) => join(next, name))
    writeIndex(join(next, INDEX_FILE), index, newSpools)
    const others = [NAMES_FILE, FEEDBACK_FILE, WINDOW_KEYS_FILE, INDEX_FILE, ...spools]
    cache.commit({
      identity: cache.identity,
      rowsIdentity: rows.identity(),
      cursor,
      first: firstEvent,
      parts,
      summary: { ...summary, feedback: new Map() },
      erasures: summary.erasures.length,
      meter: meter.state(),
      joined: [...keys.entries()],
      judged,
      stale: staleIn(pieces, earlier?.state.stale, [...stale]),
      files: [
        ...pieces.keep(),
        ...rows.keep(),
        ...others.map((name) => known.get(name) ?? markOf(join(next, name), name)),
      ],
    })
  }

  return {
    pieces,
    judged,
    shelf: rows.shelf,
    attempt,
    keep(files) {
      if (!hasFailed) attempt(() => keep(files))
      return hasFailed ? 'unwritable' : undefined
    },
    abandon() {
      pieces.close()
      rows.close()
    },
  }
}

/** Finished rows, for builds that finish them in the same way. */
function createKeptRows(next: string, earlier: KeptBuild | undefined) {
  let series: RecordSeries | undefined
  let open: RowShelf | undefined
  let named = ''

  const shelf = (identity: string): RowShelf => {
    named = identity
    series = createRecordSeries(next, ROWS_PREFIX, earlier?.state.rowsIdentity === identity ? earlier : undefined)
    return (open = createRowShelf(series))
  }

  return {
    shelf,
    identity: () => named,
    keep: () => series?.keep() ?? [],
    close() {
      open?.close()
      series?.close()
    },
  }
}

/** What is stale in the files of pieces that stay. */
function staleIn(
  { earlier, isRenewed }: RecordSeries,
  before: CacheState['stale'] | undefined,
  keys: readonly string[],
): CacheState['stale'] {
  if (isRenewed) return new Map()
  return new Map(earlier.map(({ name }) => [name, new Set([...(before?.get(name) ?? []), ...keys])]))
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
