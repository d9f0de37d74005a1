import type { Erasure } from '../../../core/erasure.ts'
import { createAppender } from '../writing/appender.ts'
import type { KeyFile } from '../key-file.ts'
import { recordsOf } from '../writing/record-of.ts'
import { clearDone, FOR_EVERY_KEY, isDoneFor, keyIdsOf, readDone, sealedSince, writeDone } from './done.ts'
import { createErasureMark } from './mark.ts'
import { removeErased, type Removal, type RemovalOptions } from './remove.ts'

/** Whoever has begun an erasure appends it, unless it has died: then it has not done so for this long. */
const SETTLED_MS = 300_000

export type FinishOptions = Omit<RemovalOptions, 'keys' | 'erasures'> & { readonly keyFile: KeyFile }

/**
 * Carries out what the erasures of a log ask for, and says in the directory how far. Whoever calls it has the
 * maintenance lock.
 */
export async function finishErasures(options: FinishOptions): Promise<Removal> {
  const { dir, keyFile, orphanMs = SETTLED_MS, only } = options
  const at = Date.now()
  const mark = createErasureMark(dir)
  const size = mark.size()
  const [keys, erasures] = [await keyFile.keys(), await mark.read()]
  const removal = await removeErased({ ...options, keys, erasures })
  // Of what else there is, this has not heard.
  if (only !== undefined) return removal
  const lost = removal.unlogged.filter((erasure) => at - Date.parse(erasure.at) > orphanMs)
  if (lost.length > 0) await append(dir, lost)
  if (removal.isComplete && removal.unlogged.length === lost.length) {
    await writeDone(dir, { size, keyIds: keyIdsOf(keys, erasures), at })
  } else await clearDone(dir)
  return removal
}

/**
 * Finishes what erasures of this log have begun and could not end: after a crash, or where a writer has died. Where
 * all was done, what was sealed since for another writer may hold what is erased, too.
 */
export async function finishLeft(options: Omit<FinishOptions, 'only'>): Promise<void> {
  const { dir, keyFile } = options
  const at = Date.now()
  const mark = createErasureMark(dir)
  const size = mark.size()
  if (size === 0) return
  const [keys, done] = [await keyFile.keys(), await readDone(dir)]
  // By a clock that was ahead of the present one nobody can say what was sealed since.
  const isKnown = done !== undefined && done.at <= at && isDoneFor(done, size, keys)
  if (!isKnown) return void (await finishErasures(options))
  const only = await sealedSince(dir, done)
  const { isComplete } = await finishErasures({ ...options, only })
  const keyIds = keyIdsOf(keys, await mark.read())
  if (isComplete) await writeDone(dir, { size, keyIds: keyIds === FOR_EVERY_KEY ? done.keyIds : keyIds, at })
  else await clearDone(dir)
}

async function append(dir: string, erasures: readonly Erasure[]): Promise<void> {
  const endless = { segmentBytes: Number.POSITIVE_INFINITY, segmentMs: Number.POSITIVE_INFINITY }
  const appender = createAppender({ dir, ...endless, durability: 'disk' })
  try {
    await appender.append(recordsOf(erasures))
  } finally {
    await appender.close()
  }
}
