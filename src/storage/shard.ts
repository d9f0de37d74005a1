import { FinetapError } from '../core/errors.ts'
import type { ScanOptions } from '../core/store.ts'

export type ShardFilter = (key: string) => boolean

/**
 * Makes a test whether a key belongs to the shard: the same key always falls into the same one of `count` shares.
 *
 * @throws FinetapError `bad_option` when there is no such share.
 */
export function shardFilter(shard: ScanOptions['shard']): ShardFilter {
  if (shard === undefined) return () => true
  const { index, count } = shard
  if (Number.isInteger(index) && Number.isInteger(count) && index >= 0 && index < count) {
    return (key) => stableHash(key) % count === index
  }
  throw new FinetapError('bad_option', {
    what: `There is no shard ${index} of ${count}`,
    fix: 'give whole numbers, with index from 0 to count - 1',
  })
}

/** FNV-1a over UTF-16 code units, 32 bits, with the mixing end of MurmurHash3, because `%` looks at the low bits. */
function stableHash(key: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < key.length; index += 1) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
