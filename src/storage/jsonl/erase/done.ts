import { constants } from 'node:fs'
import { lstat, open, readFile, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Erasure } from '../../../core/erasure.ts'
import type { ErasureKey } from '../../erasure/key.ts'
import { listLog } from '../files.ts'

const NAME = 'erasure.done'
const MAKES = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW
/** Clocks of machines that share a disk differ. */
const SLACK_MS = 60_000
/** In place of the keys' ids, where its owner could recognise all that was erased. */
export const FOR_EVERY_KEY = '*'

/** How far erasures have been carried out: all of a mark of this size, in what was sealed when it began. */
export type Done = { readonly size: number; readonly keyIds: string; readonly at: number }

/** Undefined: nobody knows, so all is to be looked at. */
export async function readDone(dir: string): Promise<Done | undefined> {
  const text = await readFile(join(dir, NAME), 'utf8').catch(() => '')
  const [size = '', keyIds, at] = text.split(' ')
  return keyIds === undefined || at === undefined ? undefined : { size: Number(size), keyIds, at: Number(at) }
}

/** Best effort: what is not said is done again. */
export async function writeDone(dir: string, { size, keyIds, at }: Done): Promise<void> {
  const temporary = join(dir, `.${NAME}.tmp`)
  try {
    const file = await open(temporary, MAKES, 0o600)
    try {
      await file.writeFile(`${size} ${keyIds} ${at}`)
      await file.datasync()
    } finally {
      await file.close()
    }
    await rename(temporary, join(dir, NAME))
  } catch {
    await unlink(temporary).catch(() => {})
  }
}

export async function clearDone(dir: string): Promise<void> {
  await unlink(join(dir, NAME)).catch(() => {})
}

/** Whoever knows another key may recognise more, unless these were all that was asked for. */
export function keyIdsOf(keys: readonly ErasureKey[], erasures: readonly Erasure[]): string {
  const ids = keys.map(({ id }) => id)
  const areEnough = erasures.every(({ tombstone }) => tombstone === undefined || ids.includes(tombstone.keyId))
  return areEnough ? FOR_EVERY_KEY : ids.join('+')
}

export function isDoneFor(done: Done, size: number, keys: readonly ErasureKey[]): boolean {
  const ids = keys.map(({ id }) => id).join('+')
  return done.size === size && (done.keyIds === FOR_EVERY_KEY || done.keyIds === ids)
}

/** The segments that were sealed since: what their writers had to remove may still be there. */
export async function sealedSince(dir: string, { at }: Done): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  for (const { id, form, path } of (await listLog(dir)).files) {
    // What was sealed behind the look of a compaction may have been merged or compressed by it since.
    if (form !== 'sealed' && form !== 'merged') continue
    // When its name was changed, not when it was written to.
    const changedMs = (await lstat(path).catch(() => undefined))?.ctimeMs ?? 0
    if (changedMs >= at - SLACK_MS) ids.add(id)
  }
  return ids
}
