import type { Generation } from '../../../src/core/generation.ts'
import type { LogEvent } from '../../../src/core/log-event.ts'
import type { Store } from '../../../src/core/store.ts'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { sampleConversation } from '../../../src/testing/store/sample-events.ts'
import { holdWrite, type Held } from './disk.ts'
import { newPath } from './folder.ts'

export type UnderWay = {
  readonly store: Store
  readonly dir: string
  /** The first ten are in the log, twenty more are given to `append`, ten remain. */
  readonly turns: readonly Generation[]
  readonly disk: Held
  readonly appends: Promise<void>[]
}

/** A store whose write hangs when the disk has taken so many bytes of it, with more appends behind it. */
export async function underWay(taken: number): Promise<UnderWay> {
  const dir = await newPath()
  const store = jsonlStore(dir)
  const turns = sampleConversation('a', 40)
  await store.append(turns.slice(0, 10))
  const disk = holdWrite(taken)
  const appends = [store.append(turns.slice(10, 20))]
  await disk.begun
  for (const turn of turns.slice(20, 30)) appends.push(store.append([turn]))
  return { store, dir, turns, disk, appends }
}

export function appendSync(store: Store, events: readonly LogEvent[]): void {
  if (store.appendSync === undefined) throw new Error('the store cannot append while the process ends')
  store.appendSync(events)
}
