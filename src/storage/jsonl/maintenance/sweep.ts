import { readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { removeLinks } from '../blobs/unlink.ts'
import { unlistedLinks } from '../blobs/unlisted.ts'
import { parseLogFile } from '../reading/parse-log-file.ts'
import type { Job } from './job.ts'
import { findFiles } from './sealed-files.ts'

/** Removes what a crash has left: unfinished files, and files whose lines lie in another one, whole. */
export async function sweepLeftovers(job: Job): Promise<void> {
  const { dir } = job
  const names = await readdir(dir)
  const merged = await mergedIn(dir)
  for (const name of names) {
    if (!isUnfinished(name) && !isSecondForm(name, names) && !isMerged(name, merged)) continue
    await unlink(join(dir, name))
    job.counts.leftovers += 1
    job.step('leftover removed')
  }
}

/** Removes the blobs of segments that are not there any more. */
export async function sweepBlobs({ dir, counts }: Job): Promise<void> {
  const unlisted = await unlistedLinks(dir)
  await removeLinks(dir, unlisted)
  counts.leftovers += unlisted.length
}

function isUnfinished(name: string): boolean {
  return name.startsWith('.') && name.endsWith('.tmp') && parseLogFile(name.slice(1, -4)) !== undefined
}

function isSecondForm(name: string, names: readonly string[]): boolean {
  const parsed = parseLogFile(name)
  if (parsed === undefined || parsed.form === 'foreign' || parsed.coding === 'plain') return false
  return names.includes(name.replace(/\.(?:gz|zst)$/, ''))
}

type Merged = { readonly by: string; readonly segments: readonly string[] }

/** True when another merged file, which is read before, stands for all segments of this one. */
function isMerged(name: string, merged: readonly Merged[]): boolean {
  const parsed = parseLogFile(name)
  if (parsed === undefined || parsed.form === 'open' || parsed.form === 'foreign') return false
  const own = parsed.form === 'sealed' ? [parsed.id] : merged.find(({ by }) => by === name)?.segments
  if (own === undefined) return false
  const others = merged.filter(({ by }) => by !== name && (parsed.form === 'sealed' || by < name))
  return others.some(({ segments }) => own.every((id) => segments.includes(id)))
}

async function mergedIn(dir: string): Promise<readonly Merged[]> {
  const files = (await findFiles(dir)).filter(({ file }) => file.form === 'merged')
  return files.map(({ file, segments }) => ({ by: file.name, segments }))
}
