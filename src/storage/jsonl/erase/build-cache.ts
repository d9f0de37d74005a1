import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { BUILD_CACHE_FOLDER } from '../../../core/build-cache.ts'

// Whoever builds from the log holds it.
const LOCK = 'lock'

/** Removes what builds have kept of the log beside it, as far as it can be removed. */
export async function clearBuildCache(dir: string): Promise<void> {
  const folder = join(dir, BUILD_CACHE_FOLDER)
  const names = await readdir(folder).catch(() => [])
  for (const name of names) {
    if (name !== LOCK) await rm(join(folder, name), { recursive: true, force: true }).catch(() => {})
  }
}
