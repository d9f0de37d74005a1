import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Generation } from '../../../src/core/generation.ts'
import type { JsonObject } from '../../../src/core/json.ts'
import type { LogEvent } from '../../../src/core/log-event.ts'
import type { Damage, ReadRange, Store } from '../../../src/core/store.ts'
import { createLineBuffer } from '../../../src/storage/jsonl/writing/line-buffer.ts'
import { sampleConversation } from '../../../src/testing/store/sample-events.ts'

/** A path within a new folder, where nothing is yet. Removed when the test has ended. */
export async function newPath(name = 'log'): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'finetap-'))
  onTestFinished(() => rm(parent, { recursive: true, force: true }))
  return join(parent, name)
}

/** The segments in a log directory, as full paths. */
export async function segmentsIn(dir: string): Promise<readonly string[]> {
  const names = await readdir(dir)
  return names
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => join(dir, name))
}

export async function onlySegment(dir: string): Promise<string> {
  const [segment, ...rest] = await segmentsIn(dir)
  if (segment === undefined || rest.length > 0) throw new Error(`expected one segment, found ${rest.length + 1}`)
  return segment
}

/** Appends the events, closes the store and gives the bytes of its one segment. */
export async function bytesOf(store: Store, dir: string, events: readonly LogEvent[]): Promise<Buffer> {
  for (const event of events) await store.append([event])
  await store.close()
  return readFile(await onlySegment(dir))
}

/** Turns of 20 KB each, so that a dozen of them make a write of their own. */
export function bigConversation(name: string, turns: number): readonly Generation[] {
  return sampleConversation(name, turns).map((turn) => ({ ...turn, metadata: { page: 'Lorem '.repeat(3_400) } }))
}

/** The record as a line of a segment. */
export function lineOf(record: JsonObject): Buffer {
  const lines = createLineBuffer()
  lines.add(record)
  return lines.take(lines.size())
}

/** Changes a file's bytes. */
export async function rewrite(path: string, change: (bytes: Buffer) => Buffer | string): Promise<void> {
  await writeFile(path, change(await readFile(path)))
}

export type Readout = { readonly events: readonly LogEvent[]; readonly damages: readonly Damage[] }

/** Everything that can be read, and everything that cannot. */
export async function readout(store: Store, range: ReadRange = {}): Promise<Readout> {
  const damages: Damage[] = []
  const events = await Array.fromAsync(store.read({ ...range, onDamage: (damage) => damages.push(damage) }))
  return { events, damages }
}
