import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { field } from '../../core/field.ts'
import { erasureKey, newErasureSecret, type ErasureKey } from '../erasure/key.ts'
import { ensureDirectory, unreadableError, unwritableError } from './directory.ts'
import { makeFile } from './make-file.ts'
import { syncDirectory } from './sync-directory.ts'

const NAME = 'erasure.key'

/** Where the key of a log's erasures is kept, unless the app keeps it elsewhere. */
export type KeyFile = {
  /** All that there are, the app's own first: a log may have had one of its own before. */
  readonly keys: () => Promise<readonly ErasureKey[]>
  /** The one for new erasures. Makes it if there is none; processes that do so at once come to share one. */
  readonly make: () => Promise<ErasureKey>
}

export function createKeyFile(dir: string, given: string | undefined): KeyFile {
  const path = join(dir, NAME)
  const own = given === undefined ? undefined : erasureKey(given)
  let known: ErasureKey | undefined

  async function read(): Promise<ErasureKey | undefined> {
    try {
      if (known !== undefined) return known
      const secret = (await readFile(path, 'utf8')).trim()
      // One that everybody knows is none.
      return secret === '' ? undefined : (known = erasureKey(secret))
    } catch (cause) {
      if (field(cause, 'code') === 'ENOENT') return undefined
      throw unreadableError(path, cause)
    }
  }

  async function write(): Promise<void> {
    try {
      await ensureDirectory(dir)
      // The log may outlive a power cut, and without the key nobody knows any more whom it has forgotten.
      if (await makeFile({ path, content: `${newErasureSecret()}\n`, isDurable: true })) await syncDirectory(dir)
    } catch (cause) {
      throw unwritableError(dir, cause)
    }
  }

  return {
    async keys() {
      const found = await read()
      return [own, found].filter((key) => key !== undefined)
    },
    async make() {
      const found = own ?? (await read())
      if (found !== undefined) return found
      await write()
      const made = await read()
      if (made === undefined) throw unreadableError(path, new Error('it is empty; remove it, and erase again'))
      return made
    },
  }
}
