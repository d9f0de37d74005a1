import {
  closeSync,
  existsSync,
  fstatSync,
  futimesSync,
  linkSync,
  openSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { FinetapError } from '../../core/errors.ts'
import { field } from '../../core/field.ts'
import { HEARTBEAT_MS, isAbandoned, readOwner, thisProcess, type Owner } from './lock-owner.ts'
import { claimOf, claimsTo, lockOf, removeQuietly, temporaryName } from './names.ts'

/** The right to write a document. */
export type Lock = {
  /** False when the lock file was removed, or another process has taken it. */
  readonly isHeld: () => boolean
  readonly release: () => void
}

/** So many takers may have died one after the other in the middle of taking an abandoned lock. */
const MAX_CLAIMS = 8
const ATTEMPTS = 3

/**
 * Takes the lock of a document, also one whose owner has died. It is a file beside the document that is touched every
 * 30 seconds; it goes when it is released, and when the process exits.
 *
 * @throws FinetapError `store_locked` when somebody else holds it, in this process or another one.
 */
export function takeLock(path: string): Lock {
  const lock = lockOf(path)
  const owner = thisProcess()
  const mine = temporaryName(lock)
  writeFileSync(mine, `${JSON.stringify(owner)}\n`, { flag: 'wx', mode: 0o600 })
  try {
    let other: Owner | undefined
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      // The file gets its name when it says whose it is: nobody ever sees an empty lock.
      if (putInPlace(mine, lock)) return hold(lock, owner)
      other = readOwner(lock)
      if (isAbandoned(lock, other) && replace(lock, mine, other)) return hold(lock, owner)
      // It may have been released meanwhile.
      if (existsSync(lock)) break
    }
    throw lockedError(path, readOwner(lock) ?? other)
  } finally {
    removeQuietly(mine)
  }
}

/** Gives the file its name; false when the name is taken. */
function putInPlace(mine: string, name: string): boolean {
  try {
    linkSync(mine, name)
    return true
  } catch (cause) {
    if (field(cause, 'code') === 'EEXIST') return false
    // Where the file system has no links, an empty lock may be seen for a moment: it counts as one that is held.
    return writeNew(name, `${JSON.stringify(readOwner(mine))}\n`)
  }
}

function writeNew(name: string, text: string): boolean {
  try {
    writeFileSync(name, text, { flag: 'wx', mode: 0o600 })
    return true
  } catch (cause) {
    if (field(cause, 'code') === 'EEXIST') return false
    throw cause
  }
}

/**
 * Takes the place of an abandoned lock. Of all that try so at once one gets the claim to it, and looks once more whether
 * the lock is still the abandoned one: what another has taken meanwhile is left alone.
 */
function replace(lock: string, mine: string, abandoned: Owner | undefined): boolean {
  const claims: string[] = []
  try {
    if (!claim(lock, mine, abandoned, claims)) return false
    const now = readOwner(lock)
    if (now?.token !== abandoned?.token || !isAbandoned(lock, now)) return false
    const copy = temporaryName(lock)
    if (!putInPlace(mine, copy)) return false
    renameSync(copy, lock)
    return true
  } finally {
    for (const name of claims) removeQuietly(name)
  }
}

/** A taker may die with the claim in its hands: then the claim to its claim decides, and so on. */
function claim(lock: string, mine: string, abandoned: Owner | undefined, claims: string[]): boolean {
  let before = abandoned
  const seen: string[] = []
  for (let depth = 0; depth < MAX_CLAIMS; depth += 1) {
    const name = claimOf(lock, before?.token)
    seen.push(name)
    if (putInPlace(mine, name)) {
      claims.push(...seen)
      return true
    }
    before = readOwner(name)
    if (before === undefined || !isAbandoned(name, before)) return false
  }
  return false
}

function hold(lock: string, owner: Owner): Lock {
  // While it is open, no other file gets the same number.
  const file = openSync(lock, 'r+')
  const { dev, ino } = fstatSync(file, { bigint: true })
  const beat = setInterval(() => touch(file), HEARTBEAT_MS)
  beat.unref()
  let isReleased = false
  // Claims to what was here before lead nowhere now.
  for (const name of claimsTo(lock)) removeQuietly(name)

  function isHeld(): boolean {
    if (isReleased) return false
    const found = statSync(lock, { bigint: true, throwIfNoEntry: false })
    return found !== undefined && found.dev === dev && found.ino === ino && readOwner(lock)?.token === owner.token
  }
  function release(): void {
    if (isReleased) return
    if (isHeld()) removeQuietly(lock)
    isReleased = true
    forgetAtExit(release)
    clearInterval(beat)
    closeSync(file)
  }
  releaseAtExit(release)
  return { isHeld, release }
}

const releases = new Set<() => void>()

// One listener for all: an app with many documents is not to be warned of a leak.
function releaseAtExit(release: () => void): void {
  if (releases.size === 0) process.on('exit', releaseAll)
  releases.add(release)
}

function forgetAtExit(release: () => void): void {
  releases.delete(release)
  if (releases.size === 0) process.off('exit', releaseAll)
}

function releaseAll(): void {
  for (const release of releases) release()
}

function touch(file: number): void {
  try {
    const now = new Date()
    futimesSync(file, now, now)
  } catch {
    // The next beat may come through; a lock that is lost is noticed before anything is written.
  }
}

function lockedError(path: string, owner: Owner | undefined): FinetapError {
  const whose =
    owner === undefined
      ? 'somebody'
      : owner.pid === process.pid
        ? `this process (${owner.pid}), through another store,`
        : `process ${owner.pid} on ${owner.host}`
  return new FinetapError('store_locked', {
    what: `${path} is held by ${whose}${owner === undefined ? '' : ` since ${owner.since}`}`,
    why: 'it is one JSON document that is written as a whole, so it has one writer at a time; reading needs no lock',
    fix: 'close the other store, or use jsonlStore, which many processes can share; a lock that nobody has touched for five minutes is taken over',
  })
}
