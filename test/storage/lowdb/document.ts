import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { LogEvent } from '../../../src/core/log-event.ts'
import type { Damage } from '../../../src/core/store.ts'
import { lowdbStore, type LowdbStoreOptions } from '../../../src/storage/lowdb/index.ts'
import type { Store } from '../../../src/core/store.ts'
import { start, type Child } from '../jsonl/child.ts'

const PROGRAM = fileURLToPath(new URL('../../support/writer-process.ts', import.meta.url))

/** A path in a new folder, where nothing is yet. Removed when the test has ended. */
export async function newFile(name = 'chats.json'): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'finetap-'))
  onTestFinished(() => rm(parent, { recursive: true, force: true }))
  return join(parent, name)
}

/** A store that is closed when the test has ended. */
export function open(file: string, options: LowdbStoreOptions = {}): Store {
  const store = lowdbStore(file, options)
  onTestFinished(() => store.close())
  return store
}

/** What the store writes, all of it in one go and then closed. */
export async function written(file: string, ...calls: readonly (readonly LogEvent[])[]): Promise<string> {
  const store = lowdbStore(file)
  for (const events of calls) await store.append(events)
  await store.close()
  return readFile(file, 'utf8')
}

export type Readout = { readonly ids: readonly string[]; readonly damages: readonly Damage[] }

/** The ids of what another handle reads. */
export async function readout(file: string): Promise<Readout> {
  const damages: Damage[] = []
  const ids: string[] = []
  const range = { onDamage: (damage: Damage) => damages.push(damage) }
  for await (const { id } of lowdbStore(file).read(range)) ids.push(id)
  return { ids, damages }
}

/** The names of the files beside the document that begin with its name, without it. */
export async function beside(file: string): Promise<readonly string[]> {
  const name = basename(file)
  const names = await readdir(dirname(file))
  return names.filter((other) => other !== name).map((other) => other.replace(name, ''))
}

export function startWriter(options: readonly string[]): Child {
  return start(process.execPath, [PROGRAM, 'lowdb', ...options])
}
