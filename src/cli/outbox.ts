import { randomBytes } from 'node:crypto'
import { lstat, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const NAME = /^finetap-outbox-[0-9a-f]{32}$/
/** What the database would not take: nobody else knows that it is missing there. */
const REFUSED = 'refused.ndjson'
/** Whoever is alive touches its files every half minute. */
const LEFT_MS = 3_600_000

/**
 * A path for the outbox of one run. The store makes it with its first append, for this user only. What runs that were
 * killed have left is removed: it was not acknowledged, so the next copy brings it again. What was refused stays.
 */
export async function newOutbox(): Promise<string> {
  for (const name of await namesIn(tmpdir())) {
    const path = join(tmpdir(), name)
    if (NAME.test(name) && (await isLeft(path))) await rm(path, { recursive: true, force: true }).catch(() => {})
  }
  // Nobody can have put something there before: the name cannot be guessed.
  return join(tmpdir(), `finetap-outbox-${randomBytes(16).toString('hex')}`)
}

async function isLeft(path: string): Promise<boolean> {
  const oldest = Date.now() - LEFT_MS
  const folder = await lstat(path).catch(() => undefined)
  if (folder === undefined || !folder.isDirectory() || folder.uid !== (process.getuid?.() ?? folder.uid)) return false
  const names = await namesIn(path)
  if (names.includes(REFUSED)) return false
  const files = names.map((name) => lstat(join(path, name)).catch(() => undefined))
  return [folder, ...(await Promise.all(files))].every((found) => found === undefined || found.mtimeMs < oldest)
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => [])
}
