import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { crc32 } from 'node:zlib'
import { isJsonObject } from '../../core/json.ts'
import { markOf } from './cache-files.ts'
import { CACHE_VERSION, type CacheState } from './cache-state.ts'
import { takeLock, type Lock } from './cache-lock.ts'

const POINTER_FILE = 'cache.json'
const STATE_FILE = 'state'
const LOCK_FILE = 'lock'
const IGNORE_FILE = '.gitignore'
const GENERATION_PREFIX = 'build-'

/** What an earlier build has kept, whole as it was written. */
export type KeptBuild = { readonly folder: string; readonly state: CacheState }

/** The cache of builds, held by one of them. */
export type CacheFolder = {
  /** Undefined when there is none that is whole. */
  readonly kept: () => KeptBuild | undefined
  /** The folder for what this build keeps, made empty. */
  readonly next: () => string
  /** Puts what lies in `next` in the place of what was kept before. */
  readonly commit: (state: CacheState) => void
  /** Removes `next`, unless it was committed, and lets others at the cache. */
  readonly leave: () => void
}

/**
 * Opens the cache in a folder, which need not exist; it is for the owner alone, since chats lie in it as they were said.
 *
 * @returns undefined when another build is at it
 * @throws Error when it holds other things
 */
export function openCacheFolder(path: string): CacheFolder | undefined {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const names = readdirSync(path)
  if (isForeign(path, names)) throw new Error('the folder holds something else')
  if (!names.includes(IGNORE_FILE)) writeFileSync(join(path, IGNORE_FILE), '*\n', { mode: 0o600 })
  const lock = takeLock(join(path, LOCK_FILE))
  if (lock === undefined) return undefined
  try {
    return heldFolder(path, lock)
  } catch (error) {
    lock.release()
    throw error
  }
}

/**
 * Removes everything that builds have kept in this folder: it holds chats as they were said. Nothing happens when there is
 * no such folder. A build that is at it keeps nothing.
 */
export function clearBuildCache(path: string): void {
  if (!existsSync(path) || isForeign(path, readdirSync(path))) return
  rmSync(join(path, POINTER_FILE), { force: true })
  for (const name of readdirSync(path)) {
    if (isKept(name)) rmSync(join(path, name), { recursive: true, force: true })
  }
}

/** True for a folder that holds anything that no build has put there. */
function isForeign(path: string, names: readonly string[]): boolean {
  if (names.some((name) => !isOfCache(name))) return true
  return names.includes(POINTER_FILE) && pointerOf(path) === undefined && !names.includes(IGNORE_FILE)
}

// In the folder of a log or an app the files of a cache would lie about.
function isOfCache(name: string): boolean {
  return isKept(name) || [POINTER_FILE, LOCK_FILE, IGNORE_FILE].some((file) => name.startsWith(file))
}

/** Exactly what builds make: folders of others may begin alike. */
function isKept(name: string): boolean {
  return /^build-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(name)
}

function heldFolder(path: string, lock: Lock): CacheFolder {
  const name = `${GENERATION_PREFIX}${randomUUID()}`
  const next = join(path, name)
  const current = pointerOf(path)
  removeOthers(path, current?.folder)
  return {
    kept: () => (current === undefined ? undefined : keptIn(join(path, current.folder), current.crc)),
    next() {
      rmSync(next, { recursive: true, force: true })
      mkdirSync(next, { mode: 0o700 })
      return next
    },
    commit(state) {
      const bytes = serialize(state)
      writeFileSync(join(next, STATE_FILE), bytes, { mode: 0o600 })
      const pointer = { version: CACHE_VERSION, folder: name, crc: crc32(bytes) }
      const beside = join(path, `${POINTER_FILE}.new`)
      writeFileSync(beside, `${JSON.stringify(pointer)}\n`, { mode: 0o600 })
      renameSync(beside, join(path, POINTER_FILE))
      removeOthers(path, name)
    },
    leave() {
      if (pointerOf(path)?.folder !== name) rmSync(next, { recursive: true, force: true })
      lock.release()
    },
  }
}

type Pointer = { readonly folder: string; readonly crc: number }

function pointerOf(path: string): Pointer | undefined {
  try {
    const pointer: unknown = JSON.parse(readFileSync(join(path, POINTER_FILE), 'utf8'))
    if (!isJsonObject(pointer) || pointer['version'] !== CACHE_VERSION) return undefined
    const { folder, crc } = pointer
    const isOurs = typeof folder === 'string' && isKept(folder) && typeof crc === 'number'
    return isOurs ? { folder, crc } : undefined
  } catch {
    return undefined
  }
}

/** Removes what builds have left that were killed. */
function removeOthers(path: string, folder: string | undefined): void {
  for (const name of readdirSync(path)) {
    if (name === folder || !isKept(name)) continue
    rmSync(join(path, name), { recursive: true, force: true })
  }
}

function keptIn(folder: string, crc: number): KeptBuild | undefined {
  try {
    const bytes = readFileSync(join(folder, STATE_FILE))
    if (crc32(bytes) !== crc) return undefined
    const state: CacheState = deserialize(bytes)
    const isWhole = state.files.every((file) => {
      const found = markOf(join(folder, file.name), file.name)
      return found.bytes === file.bytes && found.crc === file.crc
    })
    return isWhole ? { folder, state } : undefined
  } catch {
    // Whatever is wrong with it, a build without it is right.
    return undefined
  }
}
