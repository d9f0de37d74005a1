import { statSync } from 'node:fs'
import { FinetapError } from '../../core/errors.ts'

// One letter before a colon is a drive.
const ADDRESS = /([a-z][a-z\d+.-]+):\/\//i
const GIVEN = 'The directory of the log, as given in the code or by FINETAP_DIR, is'
const FILE = /\.(sqlite3?|db|json)$/i

/**
 * Refuses the address of another store: taken for a directory, its password would stand in a path, and nothing of what is
 * captured where it was meant to be.
 *
 * @throws FinetapError `bad_option`
 */
export function requireDirectoryName(dir: string): void {
  const [, scheme] = ADDRESS.exec(dir) ?? []
  if (scheme !== undefined) {
    const what = `${GIVEN} an address that begins with ${scheme}://`
    throw new FinetapError('bad_option', { what, fix: fixOfScheme(scheme.toLowerCase()) })
  }
  const [, ending] = FILE.exec(dir) ?? []
  if (ending === undefined || isDirectory(dir)) return
  throw new FinetapError('bad_option', {
    what: `${GIVEN} the name of a file: ${JSON.stringify(dir)}`,
    fix: `${ending.toLowerCase() === 'json' ? storeFix('lowdb', 'file') : storeFix('sqlite', 'file')}; a directory of that name ends with /`,
  })
}

function fixOfScheme(scheme: string): string {
  if (scheme === 'postgres' || scheme === 'postgresql') return storeFix('postgres', '{ url }')
  if (scheme === 'file') return 'give a path, such as ./.finetap: fileURLToPath(url) makes one'
  return 'name a directory, such as ./.finetap, or pass postgresStore({ url }), sqliteStore(file) or lowdbStore(file)'
}

function storeFix(kind: string, argument: string): string {
  return `pass the store itself, ${kind}Store(${argument}) of finetap/storage/${kind}`
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}
