import { unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { clearDone } from '../jsonl/erase/done.ts'
import { MARK_FILE } from '../jsonl/erase/mark.ts'
import { holdsNothing } from './outbox-files.ts'

/**
 * Forgets which erasures the files of an outbox had to obey, when none is left: it would grow with every erasure there
 * ever was. The database knows them, and refuses what is appended again. Whoever calls it has the maintenance lock.
 */
export async function dropMark(dir: string): Promise<void> {
  if (!(await holdsNothing(dir))) return
  await unlink(join(dir, MARK_FILE)).catch(() => {})
  await clearDone(dir)
}
