import { link, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { field } from '../../core/field.ts'
import { erasureKey, newErasureSecret, type ErasureKey } from '../erasure/key.ts'
import { ensureDirectory, unreadableError, unwritableError } from './directory.ts'

const NAME = 'erasure.key'

/** Where the key of a log's erasures is kept, unless the app keeps it elsewhere. */
export type KeyFile = {
  /** Of a log that has none yet, a key that fits no tombstone. */
  readonly key: () => Promise<ErasureKey>
  /** Makes one if there is none. Processes that do so at once come to share one. */
  readonly make: () => Promise<ErasureKey>
}

export function createKeyFile(dir: string, given: string | undefined): KeyFile {
  const path = join(dir, NAME)
  let known: ErasureKey | undefined = given === undefined ? undefined : erasureKey(given)
  const none = erasureKey('')

  async function read(): Promise<ErasureKey | undefined> {
    try {
      return (known ??= erasureKey((await readFile(path, 'utf8')).trim()))
    } catch (cause) {
      if (field(cause, 'code') === 'ENOENT') return undefined
      throw unreadableError(path, cause)
    }
  }

  async function write(): Promise<void> {
    const secret = newErasureSecret()
    const temporary = join(dir, `.${NAME}.${newErasureSecret().slice(0, 16)}.tmp`)
    try {
      await ensureDirectory(dir)
      await writeFile(temporary, `${secret}\n`, { mode: 0o600, flag: 'wx', flush: true })
      // Unlike a rename, a link never takes the place of a key that another process has made meanwhile.
      await link(temporary, path).catch((cause: unknown) => {
        if (field(cause, 'code') !== 'EEXIST') throw cause
      })
    } catch (cause) {
      throw unwritableError(dir, cause)
    } finally {
      await unlink(temporary).catch(() => {})
    }
  }

  return {
    key: async () => (await read()) ?? none,
    async make() {
      const found = await read()
      if (found !== undefined) return found
      await write()
      return (await read()) ?? none
    },
  }
}
