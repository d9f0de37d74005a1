import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { FinetapError } from '../../core/errors.ts'
import type { Refused } from './insert.ts'

const FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW
const NAME = 'refused.ndjson'

/** Sets aside what the server will never take, with its reasons, and gives what to tell the app. */
export async function setAside(dir: string, refused: readonly Refused[]): Promise<FinetapError> {
  const path = join(dir, NAME)
  const file = await open(path, FLAGS, 0o600)
  try {
    await file.appendFile(refused.map((one) => `${JSON.stringify(one)}\n`).join(''))
    await file.datasync()
  } finally {
    await file.close()
  }
  return new FinetapError('record_invalid', {
    what: `PostgreSQL refused ${refused.length} of the events`,
    why: refused[0]?.reason ?? 'it does not say why',
    fix: `look into ${path}: they were set aside there, and the others went on`,
  })
}
