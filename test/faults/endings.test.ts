import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { start } from '../storage/jsonl/child.ts'
import { newPath } from '../storage/jsonl/folder.ts'
import { readAllOf } from '../support/faults/accounts.ts'
import { namesOf } from '../support/faults/call.ts'
import { openStore } from '../support/faults/open-store.ts'
import { runs } from '../support/runs.ts'

const PROGRAM = fileURLToPath(new URL('../support/faults/ending-process.ts', import.meta.url))
/** Quickly, not every ending is tried with every store. */
const STORES = [
  { kind: 'jsonl', ways: runs(5, 7) },
  { kind: 'jsonl-memory', ways: runs(2, 7) },
  { kind: 'sqlite', ways: runs(2, 7) },
  { kind: 'lowdb', ways: runs(2, 7) },
]
const ALL = Array.from({ length: 1_000 }, (_, number) => `call ${number}`)

const ENDINGS = [
  { way: 'exit', code: 3, signal: null },
  { way: 'SIGTERM', code: null, signal: 'SIGTERM' },
  { way: 'natural', code: 0, signal: null },
  { way: 'exception', code: 1, signal: null },
  { way: 'rejection', code: 1, signal: null },
  { way: 'SIGINT', code: null, signal: 'SIGINT' },
  { way: 'SIGHUP', code: null, signal: 'SIGHUP' },
] as const

describe.each(STORES)('of 1,000 calls that an app hands over before it ends, $kind has', ({ kind, ways }) => {
  test('all, whether it ends by itself, by an error or by a signal', async () => {
    await inPairs(ENDINGS.slice(0, ways), async ({ way, code, signal }) => {
      const { said, place, ended } = await runApp(kind, way)
      expect({ way, said, ...ended }).toEqual({ way, said: [], code, signal })
      expect(await readLog(kind, place), way).toEqual({ names: ALL, damages: [] })
    })
  })

  test('all that were written, when it is killed or aborts', async () => {
    await inPairs(['SIGKILL', 'abort'].slice(0, ways - 1), async (way) => {
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
