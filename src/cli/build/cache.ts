import { join, resolve } from 'node:path'
import { BUILD_CACHE_FOLDER } from '../../core/build-cache.ts'
import type { BuildOptions, UncachedReason } from '../../datasets.ts'
import type { Address } from '../address.ts'
import { isLogOfOther } from '../owner.ts'
import { isRecorded } from '../recorded.ts'
import { badUsage } from '../usage.ts'
import type { Flag, Given } from '../verb.ts'

export const CACHE_FLAGS: readonly Flag[] = [
  {
    name: 'cache',
    value: 'folder',
    help: 'What the next build can use, chats as they were said (default: .build-cache in the directory of a log that finetap recorded)',
  },
  { name: 'no-cache', help: 'Keep nothing for the next build' },
]

/**
 * Where a build keeps what the next one can use.
 *
 * @throws FinetapError `bad_option`
 */
export function cacheOf(given: Given, from: Address): Pick<BuildOptions, 'cache'> {
  const named = given.text('cache')
  if (given.isOn('no-cache')) {
    if (named !== undefined) throw badUsage('--cache and --no-cache ask for different things', 'give one of them')
    return { cache: false }
  }
  if (named !== undefined) return { cache: resolve(named) }
  const isOwn = from.kind === 'jsonl' && isRecorded(from.path) && !isLogOfOther(from)
  return isOwn ? { cache: join(from.path, BUILD_CACHE_FOLDER) } : {}
}

/** Removes what builds have kept in the directory of a log: somebody is forgotten who stands in it. */
export async function clearCacheOf(from: Address): Promise<void> {
  if (from.kind !== 'jsonl') return
  const { clearBuildCache } = await import('../../pipeline/cache/cache-folder.ts')
  clearBuildCache(join(from.path, BUILD_CACHE_FOLDER))
}

const UNCACHED: { readonly [Reason in UncachedReason]: string } = {
  busy: 'another build is at the cache',
  contamination: 'the rule contamination compares with files that may change',
  continuations: 'calls go on from histories that a provider keeps',
  damaged_log: 'what cannot be read of the log now may be read later',
  own_steps: 'steps or options are functions',
  source: 'this store gives no cursors',
  unwritable: 'the folder of the cache cannot be written, or was cleared meanwhile',
}

/** Why the next build will not be quicker than this one. */
export function describeUncached(reason: UncachedReason): string {
  return `the next build reads all of the log again: ${UNCACHED[reason]}`
}
