import { lstat, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { FinetapError } from '../../core/errors.ts'
import { field } from '../../core/field.ts'
import { refuseForeign, unreadableError } from './directory.ts'
import { parseLogFile, type LogFileName } from './reading/parse-log-file.ts'

/** A file of the log, in whatever form its segment, or the many merged into it, lie there. */
export type LogFile = LogFileName & { readonly name: string; readonly path: string }

export type Listing = {
  /** In the order in which they are read. One file a segment; not yet without those that a merged file stands for. */
  readonly files: readonly LogFile[]
  /** Whose files are read: what others put into the directory is not trusted. */
  readonly owner: number | undefined
}

// A directory that is written to by hundreds of processes changes all the time.
const TRIES = 4
const PREFERENCE = ['plain', 'zstd', 'gzip']

/**
 * The files of the log, those first that are to be read first.
 *
 * @throws FinetapError `log_missing` when there is no directory, `source_unreadable` when it cannot be read.
 */
export async function listLog(dir: string): Promise<Listing> {
  try {
    refuseForeign(dir, 'source_unreadable', await lstat(dir))
    return await list(dir)
  } catch (cause) {
    throw field(cause, 'code') === 'ENOENT' ? missingError(dir, cause) : unreadableError(dir, cause)
  }
}

async function list(dir: string): Promise<Listing> {
  const names = new Set<string>()
  let before = await stat(dir, { bigint: true })
  for (let tries = 0; tries < TRIES; tries += 1) {
    for (const entry of await readdir(dir, { withFileTypes: true })) {
      if (entry.isFile() || entry.isSymbolicLink()) names.add(entry.name)
    }
    const after = await stat(dir, { bigint: true })
    if (after.mtimeNs === before.mtimeNs) break
    // A file that is renamed meanwhile may be listed under neither of its names. One look too many does no harm.
    before = after
  }
  return { files: oneEach(dir, names), owner: process.getuid === undefined ? undefined : Number(before.uid) }
}

function oneEach(dir: string, names: ReadonlySet<string>): readonly LogFile[] {
  const files = new Map<string, LogFile>()
  for (const name of names) {
    const parsed = parseLogFile(name)
    if (parsed === undefined) continue
    const { id, form, coding } = parsed
    const key = `${id}.${form === 'merged' ? 'merged' : ''}`
    const file: LogFile = { ...parsed, name, path: join(dir, name) }
    const other = files.get(key)
    if (other === undefined || rank(form, coding) < rank(other.form, other.coding)) files.set(key, file)
  }
  return [...files.values()].sort((a, b) => (a.id === b.id ? (a.name < b.name ? -1 : 1) : a.id < b.id ? -1 : 1))
}

// What a crash has left in two forms is whole in the one that was there first; a file that is sealed is complete.
function rank(form: LogFile['form'], coding: LogFile['coding']): number {
  return form === 'open' ? 0.5 : PREFERENCE.indexOf(coding)
}

function missingError(dir: string, cause: unknown): FinetapError {
  return new FinetapError('log_missing', {
    what: `There is no log directory ${dir}`,
    why: 'nothing has been captured into it yet, or it lies elsewhere',
    fix: 'run the app and have one chat, or name the directory that it writes to',
    cause,
  })
}
