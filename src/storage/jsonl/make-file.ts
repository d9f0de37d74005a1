import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { link, lstat, open, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { textField } from '../../core/field.ts'

const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
/** What file systems say that know no hard links, or not here. */
const NO_LINKS = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EXDEV', 'EMLINK', 'EACCES'])

export type MadeFile = {
  readonly path: string
  readonly content: string
  /** Its bytes are on the disk before it has its name. */
  readonly isDurable: boolean
}

/**
 * Makes a small file that has its name only when it is whole, as a full disk would otherwise leave it empty. Where
 * there are no hard links, it is whole a moment later. Rejects with the error of the operating system.
 *
 * @returns false when there is one of this name already, which is left as it is
 */
export async function makeFile(file: MadeFile): Promise<boolean> {
  const { path } = file
  if ((await lstat(path).catch(() => undefined)) !== undefined) return false
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(8).toString('hex')}.tmp`)
  try {
    await write({ ...file, path: temporary })
    // Unlike a rename, a link never takes the place of what another process has made meanwhile.
    await link(temporary, path)
    return true
  } catch (cause) {
    const code = textField(cause, 'code') ?? ''
    if (code === 'EEXIST') return false
    if (!NO_LINKS.has(code)) throw cause
  } finally {
    await unlink(temporary).catch(() => {})
  }
  return makeInPlace(file)
}

async function makeInPlace(file: MadeFile): Promise<boolean> {
  try {
    await write(file)
    return true
  } catch (cause) {
    if (textField(cause, 'code') === 'EEXIST') return false
    throw cause
  }
}

async function write({ path, content, isDurable }: MadeFile): Promise<void> {
  const file = await open(path, FLAGS, 0o600)
  try {
    if (content !== '') await file.writeFile(content)
    if (isDurable) await file.datasync()
  } catch (cause) {
    await unlink(path).catch(() => {})
    throw cause
  } finally {
    await file.close()
  }
}
