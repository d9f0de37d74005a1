import type { Stats } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** The bytes of all files in the directory and the folders in it, each blob once. 0 when there is none. */
export async function outboxSize(dir: string): Promise<number> {
  const counted = new Set<string>()
  let size = 0

  // One after the other: thousands of looks at once would hold up the writing of files.
  async function count(folder: string): Promise<void> {
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) await count(path)
      else size += sizeOf(await lstat(path).catch(() => undefined))
    }
  }

  function sizeOf(stats: Stats | undefined): number {
    if (stats === undefined) return 0
    const key = `${stats.dev} ${stats.ino}`
    if (stats.nlink > 1 && counted.has(key)) return 0
    counted.add(key)
    return stats.size
  }

  await count(dir)
  return size
}
