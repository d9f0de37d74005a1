import { readdirSync } from 'node:fs'
import { parseLogFile } from '../storage/jsonl/reading/parse-log-file.ts'
import { statOf } from './stat-of.ts'

/** Whether finetap has written the log: nothing is put into folders that were brought along to be read. */
export function isRecorded(directory: string): boolean {
  if (statOf(directory)?.isDirectory() !== true) return false
  try {
    return readdirSync(directory).some((name) => (parseLogFile(name)?.form ?? 'foreign') !== 'foreign')
  } catch {
    // Whoever reads the log says why it cannot be read.
    return false
  }
}
