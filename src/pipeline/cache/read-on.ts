import { join } from 'node:path'
import { spoolEvents, type SpooledLog } from '../fold/scan.ts'
import type { Partition } from '../fold/spool.ts'
import { createJoinedKeys, type JoinedKeys } from '../fold/window-keys.ts'
import type { RefinedPiece } from '../refine/refine-partitions.ts'
import { createLogMeter } from '../report/log-measures.ts'
import type { BuildCache } from './build-cache.ts'
import { joinFiles, linkOrCopy } from './cache-files.ts'
import type { KeptBuild } from './cache-folder.ts'
import {
  FEEDBACK_FILE,
  INDEX_FILE,
  isSpool,
  NAMES_FILE,
  SPOOL_PREFIX,
  WINDOW_KEYS_FILE,
  type CacheState,
} from './cache-state.ts'
import { createKeeper, keepingWindowKeys } from './keeper.ts'
import { addPiece, readPieces } from './piece-file.ts'
import type { RecordSeries } from './record-series.ts'
import { folderIn, scanOptions, type LogReading, type ReadRoom } from './read-room.ts'
import { keysIn, keysOfGenerations, spoolLinesOf } from './spool-lines.ts'
import { touchedKeys, type TouchedKeys } from './touched-keys.ts'
import { firstOf, trackedSource } from './tracked-source.ts'

/** Builds in a row that add to a cache before it is made anew: each leaves a file. */
const MOST_SPOOLS = 512

/**
 * Reads what is new in a log, and takes everything else from what an earlier build has kept.
 *
 * @returns undefined when all of the log must be read: nothing is kept, or it may no longer hold
 */
export async function readOn(cache: BuildCache, room: ReadRoom): Promise<LogReading | undefined> {
  const kept = cache.kept()
  if (kept === undefined || !(await mayHold(kept.state, cache))) return undefined
  const { folder, state } = kept
  const meter = createLogMeter(state.meter)
  const parts = (await cache.source.log?.parts()) ?? []
  const source = trackedSource(cache.source, meter, state.cursor)
  const next = cache.next()
  const directory = folderIn(room, 'news')
  const spooled = await unlessRefused(room, () =>
    spoolEvents(source, {
      ...scanOptions(room, directory),
      earlier: {
        summary: state.summary,
        names: join(folder, NAMES_FILE),
        feedback: join(folder, FEEDBACK_FILE),
        windowKeys: join(folder, WINDOW_KEYS_FILE),
      },
      onWindowKeys: keepingWindowKeys(next),
    }),
  )
  if (spooled === undefined) return undefined
  const { summary } = spooled
  if (spooled.hasContinuations || summary.damaged.size > 0 || summary.erasures.length !== state.erasures) {
    spooled.close()
    return undefined
  }
  const keeper = createKeeper({ cache, next, spooled, directory, source, parts, meter, earlier: kept })
  const before = state.files.filter(isSpool).map(({ name }) => name)
  const spools = spooled.partitions.length === 0 ? before : [...before, `${SPOOL_PREFIX}${before.length}`]
  keeper.attempt(() => keepSpools(kept, next, spooled))
  const again = folderIn(room, 'again')
  const { touched, partitions } = linesToFold(kept, spooled, { judged: keeper.judged, directory: again })
  return {
    summary,
    log: meter.measures(),
    async *pieces() {
      yield* stillGood(keeper.pieces, state, touched)
      for await (const piece of room.refine({ ...spooled, partitions }, again)) {
        yield addPiece(keeper.pieces, piece)
      }
    },
    shelf: keeper.shelf,
    close: keeper.abandon,
    keep() {
      const marks = state.files.filter(isSpool)
      return keeper.keep({
        spools,
        marks,
        names: [join(folder, NAMES_FILE)],
        index: join(folder, INDEX_FILE),
        stale: touched.before,
      })
    },
  }
}

/** The lines that have to be folded again, in a spool of their own, and whose they are. */
function linesToFold(
  { folder, state }: KeptBuild,
  { partitions, keys }: SpooledLog,
  { judged, directory }: { readonly judged: ReadonlyMap<string, string>; readonly directory: string },
): { readonly touched: TouchedKeys; readonly partitions: readonly Partition[] } {
  const spools = state.files.filter(isSpool).map(({ name, bytes }) => ({ path: join(folder, name), bytes }))
  const news = partitions.map(({ path }) => path)
  const paths = [...spools.map(({ path }) => path), ...news]
  const changed = [...keysIn(news), ...keysOfGenerations(changedOnes(state.judged, judged), paths)]
  const touched = touchedKeys(changed, joinedBefore(state), keys)
  const lines = { earlier: { index: join(folder, INDEX_FILE), spools }, news }
  return { touched, partitions: spoolLinesOf(touched.now, lines, { directory, joined: keys }) }
}

async function mayHold(state: CacheState, { identity, source }: BuildCache): Promise<boolean> {
  if (state.identity !== identity || state.files.length > MOST_SPOOLS) return false
  if ((await source.log?.hold(state.parts)) === false) return false
  return (await firstOf(source)) === state.first
}

/** The earlier pieces that hold nothing which has changed since. */
function* stillGood(pieces: RecordSeries, { stale }: CacheState, touched: TouchedKeys): Generator<RefinedPiece> {
  for (const { name, path } of pieces.earlier) {
    const staleHere = stale.get(name)
    for (const { piece, record } of readPieces(path)) {
      if (touched.before.has(piece.key) || staleHere?.has(piece.key) === true) continue
      pieces.stays(record)
      yield piece
    }
  }
}

/** Undefined when the source does not go on from where it was left. */
async function unlessRefused(
  { options: { signal } }: ReadRoom,
  spool: () => Promise<SpooledLog>,
): Promise<SpooledLog | undefined> {
  try {
    return await spool()
  } catch (error) {
    if (signal?.aborted === true) throw error
    // If the source is to blame, reading all of it will say so.
    return undefined
  }
}

/** The earlier spools, and what is new as one more. */
function keepSpools({ folder, state }: KeptBuild, next: string, { partitions }: SpooledLog): void {
  const before = state.files.filter(isSpool).map(({ name }) => name)
  for (const name of before) linkOrCopy(join(folder, name), join(next, name))
  if (partitions.length === 0) return
  joinFiles(
    partitions.map(({ path }) => path),
    join(next, `${SPOOL_PREFIX}${before.length}`),
  )
}

function joinedBefore({ joined }: CacheState): JoinedKeys {
  const keys = createJoinedKeys()
  for (const [key, standing] of joined) keys.join(key, standing)
  return keys
}

/** Those that are in one of the two only, or with another value. */
function changedOnes(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): ReadonlySet<string> {
  return new Set([...before.keys(), ...now.keys()].filter((id) => before.get(id) !== now.get(id)))
}
