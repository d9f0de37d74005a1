import { createHash } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json } from '../../../core/json.ts'
import type { BlobValue } from './detach.ts'
import { BLOBS } from './layout.ts'

/** In bytes of JSON text. */
const CACHE_BYTES = 16 * 1_024 * 1_024

/** Reads the blobs of a log. What was used last is kept, within a bound of bytes; its values are shared, not copied. */
export function createBlobReader(dir: string, cacheBytes: number = CACHE_BYTES): (sha256: string) => BlobValue {
  const kept = new Map<string, { readonly found: BlobValue; readonly size: number }>()
  let total = 0

  function keep(sha256: string, found: BlobValue, size: number): void {
    if (size > cacheBytes / 2) return
    kept.set(sha256, { found, size })
    total += size
    for (const [oldest, { size: freed }] of kept) {
      if (total <= cacheBytes) return
      kept.delete(oldest)
      total -= freed
    }
  }

  return (sha256) => {
    const known = kept.get(sha256)
    if (known !== undefined) {
      kept.delete(sha256)
      kept.set(sha256, known)
      return known.found
    }
    const { found, size } = readBlob(dir, sha256)
    if (found.ok) keep(sha256, found, size)
    return found
  }
}

type Read = { readonly found: BlobValue; readonly size: number }

function readBlob(dir: string, sha256: string): Read {
  const folder = join(dir, BLOBS, sha256)
  let damage: BlobValue = { ok: false, reason: 'missing_blob', detail: `the blob ${sha256} is not there` }
  // All links have the same content, unless they are copies: then a whole one will do.
  for (const name of linksIn(folder)) {
    const bytes = bytesOf(join(folder, name))
    if (bytes === undefined) continue
    const value = createHash('sha256').update(bytes).digest('hex') === sha256 ? parse(bytes) : undefined
    if (value !== undefined) return { found: { ok: true, value }, size: bytes.length }
    damage = { ok: false, reason: 'checksum', detail: `the blob ${sha256} was changed` }
  }
  return { found: damage, size: 0 }
}

function linksIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith('.'))
  } catch {
    return []
  }
}

function bytesOf(path: string): Buffer | undefined {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      return fstatSync(file).isFile() ? readFileSync(file) : undefined
    } finally {
      closeSync(file)
    }
  } catch {
    return undefined
  }
}

function parse(bytes: Buffer): Json | undefined {
  try {
    const value: Json = JSON.parse(bytes.toString('utf8'))
    return value
  } catch {
    return undefined
  }
}
