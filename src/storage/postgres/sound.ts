import type { Damage } from '../../core/store.ts'
import { createBlobReader } from '../jsonl/blobs/read.ts'
import type { LogFile } from '../jsonl/files.ts'
import { withOpen } from '../jsonl/maintenance/sealed-files.ts'
import { readSegments } from '../jsonl/reading/read-segment.ts'

/** What of a file cannot be read, and so was not sent; that it is not there any more, or somebody else's. */
export type Soundness =
  | { readonly state: 'sound'; readonly segments: readonly string[] }
  | { readonly state: 'damaged'; readonly damage: Damage }
  | { readonly state: 'gone' }

/** Looks through the whole file: whoever has sent it may have died since, and what it could not read with it. */
export async function soundnessOf(dir: string, file: LogFile): Promise<Soundness> {
  let damage: Damage | undefined
  const segments = new Set([file.id])
  const isRead = await withOpen(file, undefined, async (opened) => {
    const reading = readSegments({
      opened,
      to: Number.POSITIVE_INFINITY,
      blob: createBlobReader(dir),
      isWanted: () => false,
      onDamage: (found) => (damage ??= found),
      unreadFrom(segment) {
        segments.add(segment)
        return 0
      },
    })
    for await (const _ of reading) if (damage !== undefined) break
    return true
  })
  if (isRead === undefined) return { state: 'gone' }
  return damage === undefined ? { state: 'sound', segments: [...segments] } : { state: 'damaged', damage }
}
