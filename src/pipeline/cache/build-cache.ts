import type { EventSource } from '../event-source.ts'
import { openCacheFolder, type CacheFolder } from './cache-folder.ts'
import { identityOf, type UncachedReason } from './cache-identity.ts'
import type { ReadRoom } from './read-room.ts'
import { isResumable, type ResumableSource } from './tracked-source.ts'

export type { UncachedReason } from './cache-identity.ts'

/** The cache of a build, and the source that it is about. */
export type BuildCache = CacheFolder & { readonly source: ResumableSource; readonly identity: string }

export type OpenedCache =
  | { readonly kind: 'open'; readonly cache: BuildCache }
  | { readonly kind: 'none'; readonly reason: UncachedReason | undefined }

/** Opens the cache that the options of a build name, if there is one and the build can use it. */
export function openBuildCache(source: EventSource, { options, phase, divider }: ReadRoom): OpenedCache {
  const path = options.cache
  if (path === undefined) return { kind: 'none', reason: undefined }
  if (!isResumable(source)) return { kind: 'none', reason: 'source' }
  const known = identityOf(options, phase, divider)
  if (known.kind === 'unknown') return { kind: 'none', reason: known.reason }
  try {
    const folder = openCacheFolder(path)
    if (folder === undefined) return { kind: 'none', reason: 'busy' }
    return { kind: 'open', cache: { ...folder, source, identity: known.identity } }
  } catch {
    return { kind: 'none', reason: 'unwritable' }
  }
}
