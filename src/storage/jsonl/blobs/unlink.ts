import { readdir, rmdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { BLOBS } from './layout.ts'

export type BlobLink = { readonly sha256: string; readonly name: string }

/** All links in the log's blobs folder, temporary ones too. */
export async function blobLinks(dir: string): Promise<readonly BlobLink[]> {
  const links: BlobLink[] = []
  for (const sha256 of await namesIn(join(dir, BLOBS))) {
    const names = await namesIn(join(dir, BLOBS, sha256))
    if (names.length === 0) links.push({ sha256, name: '' })
    for (const name of names) links.push({ sha256, name })
  }
  return links
}

/** Removes links, and with the last one of a blob its folder. */
export async function removeLinks(dir: string, links: readonly BlobLink[]): Promise<void> {
  for (const { sha256, name } of links) {
    const folder = join(dir, BLOBS, sha256)
    if (name !== '') await unlink(join(folder, name)).catch(() => {})
    await rmdir(folder).catch(() => {})
  }
}

/**
 * Removes the links of segments that are removed, and with the last one of a blob its content. To be called when their
 * files are gone.
 *
 * @param ids those of the segments; of a merged file, those of all that it holds
 */
export async function removeBlobsOf(dir: string, ids: readonly string[]): Promise<void> {
  const removed = new Set(ids)
  const links = await blobLinks(dir)
  await removeLinks(
    dir,
    links.filter(({ name }) => removed.has(idOfLink(name))),
  )
}

/** The segment that a link is of. */
export function idOfLink(name: string): string {
  return name.replace(/^\./, '').replace(/(?:\.sync)?\.tmp$/, '')
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => [])
}
