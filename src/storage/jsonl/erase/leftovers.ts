import { readdir, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { idOfLink, removeLinks, type BlobLink } from '../blobs/unlink.ts'
import { parseLogFile } from '../parse-log-file.ts'
import type { Needles } from './needles.ts'

const QUARANTINE = 'quarantine'

export type Sweep = {
  readonly links: readonly BlobLink[]
  /** The segments that were looked at, and the blobs that their lines name. */
  readonly named: ReadonlyMap<string, ReadonlySet<string>>
  /** Those of living writers, to which more may be added. */
  readonly others: ReadonlySet<string>
}

/** Removes the links that no line names any more, and with the last one of a blob its content. */
export async function sweepLinks(dir: string, { links, named, others }: Sweep): Promise<void> {
  const unnamed = links.filter(({ sha256, name }) => {
    const id = idOfLink(name)
    const blobs = named.get(id)
    if (blobs !== undefined) return name !== id || !blobs.has(sha256)
    return !others.has(id)
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
  const names = await readdir(dir)
  const plain = new Set<string>()
  for (const name of names) if (!/\.(?:gz|zst)$/.test(name)) plain.add(name)
  for (const name of names) {
    const parsed = parseLogFile(name)
    const isUnfinished = name.startsWith('.') && name.endsWith('.tmp')
    const isDouble = parsed !== undefined && parsed.coding !== 'plain' && plain.has(name.replace(/\.(?:gz|zst)$/, ''))
    const isMerged = parsed?.form === 'sealed' && merged.has(parsed.id)
    if (isUnfinished || isDouble || isMerged) await unlink(join(dir, name)).catch(() => {})
  }
}
