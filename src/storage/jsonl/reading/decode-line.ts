import { RECORD_VERSION } from '../../../core/generation.ts'
import { isJsonObject } from '../../../core/json.ts'
import { upgradeEvent, type Upgraded } from '../../../core/upgrade.ts'
import type { Decoder } from '../../codec/decoder.ts'
import type { Again } from '../../codec/remembered.ts'
import { attachBlobs, type BlobValue } from '../blobs/detach.ts'

/**
 * The event of a line that was parsed, with the history and the blobs that it was stored without.
 *
 * @param again how `value` can be had once more: with it, reading takes less time
 */
export function decodeValue(
  value: unknown,
  decoder: Decoder,
  blob: (sha256: string) => BlobValue,
  again?: Again,
): Upgraded {
  // What a later version means by a base is not known.
  if (!isJsonObject(value) || isOfLaterVersion(value['v'])) return upgradeEvent(value)
  const attached = value['blobs'] === undefined ? undefined : attachBlobs(value, blob)
  if (attached?.ok === false) return attached
  const decoded = attached === undefined ? decoder.decode(value, again) : decoder.decode(attached.record)
  return decoded.ok ? upgradeEvent(decoded.record) : { ok: false, reason: 'missing_base', detail: decoded.detail }
}

function isOfLaterVersion(version: unknown): boolean {
  return typeof version === 'number' && version > RECORD_VERSION
}

export function isBlank(bytes: Buffer): boolean {
  return bytes.length < 4 && bytes.toString('latin1').trim() === ''
}
