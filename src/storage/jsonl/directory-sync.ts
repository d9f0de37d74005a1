import { lstatSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { IGNORE_ALL, refuseForeign, unwritableError } from './directory.ts'

/**
 * `ensureDirectory` at once, for the end of the process. That one may be under way, and cut short in the middle.
 *
 * @returns like `ensureDirectory`
 * @throws FinetapError `store_unwritable` or `store_failed`.
 */
export function ensureDirectorySync(dir: string): readonly string[] {
  try {
    refuseForeign(dir, 'store_unwritable', lstatSync(dir, { throwIfNoEntry: false }))
    const changed = makeDirectory(dir)
    const ignore = join(dir, '.gitignore')
    if (isUnused(dir, ignore)) writeFileSync(ignore, IGNORE_ALL, { mode: 0o600 })
    return [dir, ...changed]
  } catch (cause) {
    throw unwritableError(dir, cause)
  }
}

// Not mkdir's own `recursive`, for the reason that `ensureDirectory` has.
function makeDirectory(dir: string): readonly string[] {
  if (isDirectory(dir)) return []
  const parent = dirname(dir)
  const changed = parent === dir ? [] : makeDirectory(parent)
  try {
    mkdirSync(dir, { mode: 0o700 })
  } catch (cause) {
    if (!isDirectory(dir)) throw cause
  }
  return [parent, ...changed]
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

/** Also true when `ensureDirectory` has made the file and will not get to fill it. */
function isUnused(dir: string, ignore: string): boolean {
  const [name, ...others] = readdirSync(dir)
  if (name === undefined) return true
  return others.length === 0 && join(dir, name) === ignore && statSync(ignore).size === 0
}
