import { randomBytes } from 'node:crypto'
import { readdirSync, unlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

export function backupOf(path: string): string {
  return `${path}.bak`
}

export function lockOf(path: string): string {
  return `${path}.lock`
}

/** A name of its own for each version: two processes that write at once do not write into each other's. */
export function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}-${randomBytes(5).toString('hex')}.tmp`)
}

/** What writers that were killed left behind. For the one that holds the lock: nobody else writes any. */
export function temporaryFiles(path: string): readonly string[] {
  const prefix = `.${basename(path)}.`
  return siblings(path, (name) => name.startsWith(prefix) && /^\d+-[0-9a-f]{10}\.tmp$/.test(name.slice(prefix.length)))
}

/** The claims to a lock, by the token of the lock that they are to replace. */
export function claimOf(lock: string, token: string | undefined): string {
  return `${lock}.${token ?? 'unknown'}`
}

export function claimsTo(lock: string): readonly string[] {
  return siblings(lock, (name) => name.startsWith(`${basename(lock)}.`))
}

/** Where the bytes of a document that could not be read are kept. */
export function damagedName(path: string): string {
  const time = new Date().toISOString().replaceAll(/[-:.]/g, '')
  return `${path}.damaged-${time}-${randomBytes(2).toString('hex')}`
}

export function damagedFiles(path: string): readonly string[] {
  return siblings(path, (name) => name.startsWith(`${basename(path)}.damaged-`))
}

function siblings(path: string, isOne: (name: string) => boolean): readonly string[] {
  const dir = dirname(path)
  return readdirSync(dir)
    .filter(isOne)
    .map((name) => join(dir, name))
}

export function removeQuietly(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // It is gone, or cannot go: nobody reads it.
  }
}
