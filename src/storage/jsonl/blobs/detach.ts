import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts'
import { chainedOf } from '../../codec/chained.ts'
import { largeValues } from './large-values.ts'
import { pathOf, pointerOf, replaceAt } from './pointer.ts'

const SHA256 = /^[0-9a-f]{64}$/

/** Keeps a value elsewhere and gives its name: the SHA-256 of its JSON text in UTF-8, as 64 hexadecimal digits. */
export type Keep = (value: Json) => string

export type Attached =
  | { readonly ok: true; readonly record: JsonObject }
  | { readonly ok: false; readonly reason: 'missing_blob' | 'checksum'; readonly detail: string }

export type BlobValue =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly reason: 'missing_blob' | 'checksum'; readonly detail: string }

/**
 * Takes the large values out of a generation that the codec has encoded: each gives way to null, and the field `blobs`
 * names it by the JSON pointer to its place. A record that has a field `blobs` of its own keeps it as `blobs.own`.
 */
export function detachBlobs(stored: JsonObject, keep: Keep): JsonObject {
  const large = largeValues(stored)
  const own = stored['blobs']
  if (large.length === 0 && (own === undefined || chainedOf(stored) === undefined)) return stored
  const blobs: Record<string, Json> = {}
  let rest: Json = stored
  for (const { path, value } of large) {
    blobs[pointerOf(path)] = keep(value)
    rest = replaceAt(rest, path, null) ?? rest
  }
  if (own !== undefined) blobs['own'] = own
  return isJsonObject(rest) ? { ...rest, blobs } : stored
}

/** The names of the blobs that a stored record is whole with only. */
export function blobsNamedBy(stored: JsonObject): readonly string[] {
  return entriesOf(stored).map(([, sha256]) => sha256)
}

/** Puts back what `detachBlobs` has taken out. */
export function attachBlobs(stored: JsonObject, blob: (sha256: string) => BlobValue): Attached {
  const { blobs, ...rest } = stored
  if (blobs === undefined || chainedOf(stored) === undefined) return { ok: true, record: stored }
  const entries = entriesOf(stored)
  const own = isJsonObject(blobs) ? blobs['own'] : undefined
  // Somebody else's field of this name, on a line that was written without the codec.
  if (entries.length === 0 && own === undefined) return { ok: true, record: stored }
  let record: Json = own === undefined ? rest : { ...stored, blobs: own }
  for (const [pointer, sha256] of entries) {
    const found = blob(sha256)
    if (!found.ok) return found
    const replaced = replaceAt(record, pathOf(pointer), found.value)
    if (replaced === undefined) return { ok: false, reason: 'missing_blob', detail: `there is no place ${pointer}` }
    record = replaced
  }
  return isJsonObject(record) ? { ok: true, record } : { ok: true, record: stored }
}

function entriesOf(stored: JsonObject): readonly (readonly [pointer: string, sha256: string])[] {
  const { blobs } = stored
  if (!isJsonObject(blobs) || chainedOf(stored) === undefined) return []
  const entries: (readonly [string, string])[] = []
  for (const [pointer, sha256] of Object.entries(blobs)) {
    if (pointer === 'own') continue
    if (!pointer.startsWith('/') || typeof sha256 !== 'string' || !SHA256.test(sha256)) return []
    entries.push([pointer, sha256])
  }
  return entries
}
