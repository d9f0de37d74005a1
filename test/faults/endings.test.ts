import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { start } from '../storage/jsonl/child.ts'
import { newPath } from '../storage/jsonl/folder.ts'
import { readAllOf } from '../support/faults/accounts.ts'
import { namesOf } from '../support/faults/call.ts'
import { isThere, openStore } from '../support/faults/open-store.ts'
import { runs } from '../support/runs.ts'

const PROGRAM = fileURLToPath(new URL('../support/faults/ending-process.ts', import.meta.url))
const STORES = ['jsonl', 'jsonl-memory', 'jsonl-worker', 'sqlite', 'lowdb'].slice(0, runs(1, 5))
const ALL = Array.from({ length: 1_000 }, (_, number) => `call ${number}`)

const ENDINGS = [
  { way: 'natural', code: 0, signal: null },
  { way: 'exit', code: 3, signal: null },
  { way: 'exception', code: 1, signal: null },
  { way: 'rejection', code: 1, signal: null },
  { way: 'SIGTERM', code: null, signal: 'SIGTERM' },
  { way: 'SIGINT', code: null, signal: 'SIGINT' },
  { way: 'SIGHUP', code: null, signal: 'SIGHUP' },
] as const

describe.each(STORES)('of 1,000 calls that an app hands over before it ends, %s has', (kind) => {
  test('all, whether it ends by itself, by an error or by a signal', async () => {
    if (!isThere(kind)) return
    await inPairs(ENDINGS, async ({ way, code, signal }) => {
      const { said, place, ended } = await runApp(kind, way)
      expect({ way, said, ...ended }).toEqual({ way, said: [], code, signal })
      expect(await readLog(kind, place), way).toEqual({ names: ALL, damages: [] })
    })
  })

  test('all that were written, when it is killed or aborts', async () => {
    if (!isThere(kind)) return
    await inPairs(['SIGKILL', 'abort'], async (way) => {
      const { said, place, ended } = await runApp(kind, way)
      expect({ way, said, code: ended.code }).toEqual({ way, said: ['written 500'], code: null })
      expect(ended.signal).toBe(way === 'abort' ? 'SIGABRT' : 'SIGKILL')
      const { names } = await readLog(kind, place)
      expect(names.length).toBeGreaterThanOrEqual(500)
      expect(names, way).toEqual(ALL.slice(0, names.length))
    })
  })
})

async function runApp(kind: string, way: string) {
  const place = await newPath()
  const child = start('sh', ['-c', 'ulimit -c 0; exec "$0" "$@"', process.execPath, PROGRAM, kind, place, way], {
    stdio: 'ignore',
  })
  await child.ended
  const { exitCode, signalCode } = child.process
  return { said: child.lines, place, ended: { code: exitCode, signal: signalCode } }
}

async function readLog(kind: string, place: string) {
  const store = await openStore(kind, { place })
  const { events, damages } = await readAllOf(store)
  await store.close()
  return { names: namesOf(events), damages: damages.filter(({ reason }) => reason !== 'torn') }
}

/** Calls `run` with each, two at a time. */
async function inPairs<Item>(items: readonly Item[], run: (item: Item) => Promise<void>): Promise<void> {
  for (let first = 0; first < items.length; first += 2) await Promise.all(items.slice(first, first + 2).map(run))
}
