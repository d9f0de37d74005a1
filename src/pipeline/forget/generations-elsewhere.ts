import { join } from 'node:path'
import type { EventSource } from '../event-source.ts'
import { digest } from '../digest.ts'
import { LINEAGE_FILE, readLineageLine } from '../output/lineage.ts'
import { readLines } from '../output/read-lines.ts'

/** Enough to tell one log from another, and to notice that a part of it is gone. */
const MOST_LOOKED_FOR = 100_000

/**
 * How many generations of a dataset a log does not hold: more than none means that it was built from another log, or that
 * the log has lost a part since. To build it anew would lose their rows.
 *
 * @param forgotten those that need not be there
 */
export async function generationsElsewhere(
  folder: string,
  source: EventSource,
  forgotten: ReadonlySet<string>,
): Promise<{ readonly asked: number; readonly missing: number }> {
  const sought = new Set<string>()
  const known = new Set([...forgotten].flatMap((id) => [id, digest(id)]))
  for await (const { text } of readLines(join(folder, LINEAGE_FILE))) {
    for (const id of readLineageLine(text)?.generations ?? []) if (!known.has(id)) sought.add(id)
    if (sought.size >= MOST_LOOKED_FOR) break
  }
  const asked = sought.size
  if (asked === 0) return { asked, missing: 0 }
  for await (const { id } of source.read({ types: ['generation'] })) {
    // A dataset names those whose ids are personal data by their digests.
    if ((sought.delete(id) || sought.delete(digest(id))) && sought.size === 0) break
  }
  return { asked, missing: sought.size }
}
