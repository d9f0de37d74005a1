import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { ErasureField, Tombstone } from '../../core/erasure.ts'

/** The key under which a store hashes whom it has forgotten. */
export type ErasureKey = {
  /** The first 16 hexadecimal digits of the SHA-256 of the secret, without white space at its ends. */
  readonly id: string
  readonly hmac: (field: ErasureField, value: string) => string
}

/** Values of one field repeat from record to record; hashing them anew would take most of the time of a read. */
const KEPT_HASHES = 10_000

/** A secret for a store that is given none: 32 random bytes in hexadecimal digits. */
export function newErasureSecret(): string {
  return randomBytes(32).toString('hex')
}

/** White space at the ends of what is given is no part of the key: files end with a line feed, variables mostly do not. */
export function erasureKey(given: string): ErasureKey {
  const secret = given.trim()
  const hashes = new Map<string, string>()
  return {
    id: createHash('sha256').update(secret).digest('hex').slice(0, 16),
    hmac(field, value) {
      const text = `${field}:${value}`
      const known = hashes.get(text)
      if (known !== undefined) return known
      if (hashes.size >= KEPT_HASHES) hashes.clear()
      const hash = createHmac('sha256', secret).update(text).digest('hex')
      hashes.set(text, hash)
      return hash
    },
  }
}

export function tombstoneOf(key: ErasureKey, field: ErasureField, value: string): Tombstone {
  return { field, keyId: key.id, hmac: key.hmac(field, value) }
}
