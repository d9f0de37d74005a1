import { readdir, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { LogEvent } from '../../../src/core/log-event.ts'
import type { Cursor, Damage, Scanned, Store } from '../../../src/core/store.ts'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'

/** Limits under which a compaction does all that it can. */
export const EAGER = { orphanMs: -1, compressAfterMs: 0 }

/** Limits under which it merges, and compresses nothing. */
export const MERGING = { orphanMs: -1, compressAfterMs: Number.POSITIVE_INFINITY }

/** Appends the events with a store of its own, and closes it: so they are a segment of their own. */
export async function segmentOf(dir: string, events: readonly LogEvent[]): Promise<void> {
  const store = jsonlStore(dir)
  await store.append(events)
  await store.close()
}

/** The names of the log files in a directory, sorted. */
export async function logNames(dir: string): Promise<readonly string[]> {
  return (await readdir(dir)).filter((name) => name.includes('.jsonl')).sort()
}

/** Makes every file of the log as old as this. */
export async function age(dir: string, ms: number): Promise<void> {
  const time = (Date.now() - ms) / 1_000
  for (const name of await logNames(dir)) await utimes(join(dir, name), time, time)
}

export async function idsIn(dir: string): Promise<readonly string[]> {
  return (await Array.fromAsync(jsonlStore(dir).read())).map(({ id }) => id)
}

/** What is new behind a cursor. */
export async function behind(store: Store, after: Cursor | undefined, damages: Damage[] = []): Promise<Scanned[]> {
  const onDamage = (damage: Damage) => void damages.push(damage)
  return Array.fromAsync(store.scan(after === undefined ? { onDamage } : { after, onDamage }))
}
