import { lstat, readdir, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { idOfLink, removeLinks, type BlobLink } from '../blobs/unlink.ts'
import { listLog } from '../files.ts'
import { parseLogFile, type LogFileName } from '../reading/parse-log-file.ts'
import type { Needles } from './needles.ts'

const QUARANTINE = 'quarantine'
const UNFINISHED_MS = 300_000

export type Sweep = {
  /** As they were before the files were listed: a segment that had one then is among these. */
  readonly links: readonly BlobLink[]
  /** The segments that were looked at, and the blobs that their lines name. */
  readonly named: ReadonlyMap<string, ReadonlySet<string>>
  /** Those that were not, or to which more may be added. */
  readonly others: ReadonlySet<string>
}

/** Removes the links that no line names any more, and with the last one of a blob its content. */
export async function sweepLinks(dir: string, { links, named, others }: Sweep): Promise<void> {
  const listed = new Set((await listLog(dir)).files.map(({ id }) => id))
  const present = new Set(links.map(({ sha256, name }) => `${sha256}/${name}`))
  // A line of a file that somebody has copied or renamed has no link of its own: it lives by those of others.
  const borrowed = new Set<string>()
  for (const [id, blobs] of named) {
    for (const sha256 of blobs) if (!present.has(`${sha256}/${id}`)) borrowed.add(sha256)
  }
  const unnamed = links.filter(({ sha256, name }) => {
    const id = idOfLink(name)
    const blobs = named.get(id)
    if (others.has(id) || borrowed.has(sha256)) return false
    return blobs === undefined ? !listed.has(id) : name !== id || !blobs.has(sha256)
  })
  await removeLinks(dir, unnamed)
}

/** Removes quarantined bytes that bear an erased name. */
export async function sweepQuarantine(dir: string, bearsName: Needles): Promise<void> {
  const folder = join(dir, QUARANTINE)
  for (const name of await readdir(folder).catch((): string[] => [])) {
    const path = join(folder, name)
    const bytes = await readFile(path).catch(() => undefined)
    if (bytes !== undefined && bearsName(bytes)) await unlink(path).catch(() => {})
  }
}

/** Removes what a crash has left: unfinished files, and files whose content lies in another one, whole. */
export async function sweepDoubles(dir: string, merged: ReadonlySet<string>): Promise<void> {
  const names = new Set(await readdir(dir))
  for (const name of names) {
    const parsed = parseLogFile(name)
    const isDouble = names.has(name.replace(/\.jsonl\.(?:gz|zst)$|\.open\.jsonl$/, '.jsonl')) && isSecond(parsed)
    const isMerged = parsed?.form === 'sealed' && merged.has(parsed.id)
    if (isDouble || isMerged || (await isUnfinished(dir, name))) await unlink(join(dir, name)).catch(() => {})
  }
}

function isSecond(parsed: LogFileName | undefined): boolean {
  return parsed !== undefined && (parsed.coding !== 'plain' || parsed.form === 'open')
}

/** Those of the log are made by whoever has the lock; any other one may be under way. */
async function isUnfinished(dir: string, name: string): Promise<boolean> {
  if (!name.startsWith('.') || !name.endsWith('.tmp')) return false
  if (parseLogFile(name.slice(1, -4)) !== undefined) return true
  const stats = await lstat(join(dir, name)).catch(() => undefined)
  return stats !== undefined && Date.now() - stats.mtimeMs > UNFINISHED_MS
}
