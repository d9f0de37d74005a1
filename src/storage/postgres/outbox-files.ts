import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { listLog, type LogFile } from '../jsonl/files.ts'
import { isMissing } from './errors.ts'

/** None where there is no directory. */
export async function logFiles(dir: string): Promise<readonly LogFile[]> {
  try {
    return (await listLog(dir)).files
  } catch (cause) {
    if (isMissing(cause)) return []
    throw cause
  }
}

/** True when nothing of what was appended lies in the outbox any more, not even a torn end of it. */
export async function holdsNothing(dir: string): Promise<boolean> {
  if ((await logFiles(dir)).length > 0) return false
  return (await readdir(join(dir, 'quarantine')).catch(() => [])).length === 0
}
