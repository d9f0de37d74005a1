import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { start } from '../storage/jsonl/child.ts'
import { newPath } from '../storage/jsonl/folder.ts'
import { readAllOf } from '../support/faults/accounts.ts'
import { namesOf } from '../support/faults/call.ts'
import { openStore } from '../support/faults/open-store.ts'
import { runs } from '../support/runs.ts'

const PROGRAM = fileURLToPath(new URL('../support/faults/ending-process.ts', import.meta.url))
const KINDS = ['jsonl', 'jsonl-memory', 'jsonl-disk', 'jsonl-worker', 'sqlite', 'lowdb']
/** The stores of an app: all of them, and at length each one alone too. */
const ALONE = KINDS.slice(0, runs(0, KINDS.length)).map((kind) => ({ name: kind, kinds: [kind] }))
const APPS = [{ name: 'all stores', kinds: KINDS }, ...ALONE]
const CALLS = runs(300, 1_000)
const ALL = Array.from({ length: CALLS }, (_, number) => `call ${number}`)

const ENDINGS = [
  { way: 'exit', code: 3, signal: null },
  { way: 'SIGTERM', code: null, signal: 'SIGTERM' },
  { way: 'natural', code: 0, signal: null },
  { way: 'exception', code: 1, signal: null },
  { way: 'rejection', code: 1, signal: null },
  { way: 'SIGINT', code: null, signal: 'SIGINT' },
  { way: 'SIGHUP', code: null, signal: 'SIGHUP' },
] as const

describe.each(APPS)('of the calls that an app has handed over to $name,', ({ kinds }) => {
  test.each(ENDINGS)('all are there, when it ends by $way', async ({ way, code, signal }) => {
    const { said, place, ended } = await runApp(kinds, way)
    expect({ said, ...ended }).toEqual({ said: [], code, signal })
    for (const kind of kinds)
      expect({ kind, ...(await readLog(kind, place)) }).toEqual({ kind, names: ALL, damages: [] })
  })

  test.each([
    { way: 'SIGKILL', signal: 'SIGKILL' },
    { way: 'abort', signal: 'SIGABRT' },
  ])('all that were written are there, when it ends by $way', async ({ way, signal }) => {
    const { said, place, ended } = await runApp(kinds, way)
    expect({ said, ...ended }).toEqual({ said: kinds.map(() => `written ${CALLS / 2}`), code: null, signal })
    for (const kind of kinds) {
      const { names } = await readLog(kind, place)
      expect(names.length, kind).toBeGreaterThanOrEqual(CALLS / 2)
      expect(names, kind).toEqual(ALL.slice(0, names.length))
    }
  })
})

async function runApp(kinds: readonly string[], way: string) {
  const place = await newPath()
  const program = [process.execPath, PROGRAM, place, way, String(CALLS), ...kinds]
  const child = start('sh', ['-c', 'ulimit -c 0; exec "$0" "$@"', ...program], { stdio: 'ignore' })
  await child.ended
  const { exitCode, signalCode } = child.process
  return { said: child.lines, place, ended: { code: exitCode, signal: signalCode } }
}

async function readLog(kind: string, place: string) {
  const store = await openStore(kind, { place: join(place, kind) })
  const { events, damages } = await readAllOf(store)
  await store.close()
  return { names: namesOf(events), damages: damages.filter(({ reason }) => reason !== 'torn') }
}
