import { mkdir, readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { createRecorder } from '../../src/middleware/recorder.ts'
import { start } from '../storage/jsonl/child.ts'
import { newPath } from '../storage/jsonl/folder.ts'
import { record } from '../support/faults/call.ts'
import { openStore } from '../support/faults/open-store.ts'
import { runs } from '../support/runs.ts'
import type { Account } from './life.ts'
import type { AppReport } from './protocol.ts'
import { judge } from './verdict.ts'

const PROGRAM = fileURLToPath(new URL('./soak.ts', import.meta.url))
// Descriptors are counted where Linux shows them.
const isSkipped = runs(0, 1) === 0 || process.platform !== 'linux'

describe.skipIf(isSkipped)('the soak, with a fault every few seconds', () => {
  test.each(['jsonl', 'jsonl-worker'])(
    'finds all that was recorded, over %s, and leaves nothing behind',
    async (kind) => {
      const { code, said, left } = await soak('--minutes', '9', '--minute-ms', '2500', '--store', kind)
      expect(said.filter((line) => line.startsWith('BREACH'))).toEqual([])
      expect({ code, last: said.at(-1), left }).toEqual({ code: 0, last: '0 breaches', left: 0 })
      // What the recorder could not keep while no file could grow.
      expect(said.at(-2)).toMatch(/[1-9]\d* dropped/)
    },
  )

  test('notices that a file is lost, and keeps the log', async () => {
    const { code, said, left } = await soak('--minutes', '2', '--minute-ms', '2000', '--faults', 'compact,lost file')
    expect(said.filter((line) => line.startsWith('BREACH')).join('\n')).toMatch(/life0: \d+ written, but \d+ readable/)
    expect({ code, left }).toEqual({ code: 1, left: 1 })
  })
})

async function soak(...options: readonly string[]) {
  const temporary = await newPath()
  await mkdir(temporary)
  const env = { ...process.env, TMPDIR: temporary }
  const child = start(process.execPath, [PROGRAM, ...options], { env })
  await child.ended
  return { code: child.process.exitCode, said: child.lines, left: (await readdir(temporary)).length }
}

describe('the verdict of the soak', () => {
  test('is none on accounts that are true', async () => {
    const place = await recorded('life0', 50)
    expect(await breachesOf(place, account({ given: 50, written: 50 }))).toEqual([])
  })

  test.each<[string, Partial<AppReport>, string]>([
    ['a call that is counted nowhere', { given: 51 }, 'life0: 51 given, but 50 written + 0 dropped'],
    ['a call that is not there', { given: 51, written: 51 }, 'life0: 51 written, but 50 readable + 0 erased'],
    [
      'a loss that the log does not tell',
      { given: 51, dropped: { full: 1 } },
      '1 calls were dropped, but the log tells of 0',
    ],
    ['a call that was not made', { given: 49, written: 49 }, 'life0: calls that were not made'],
  ])('names %s', async (_, report, breach) => {
    const place = await recorded('life0', 50)
    expect(await breachesOf(place, account({ given: 50, written: 50, ...report }))).toContain(breach)
  })

  test('names what grows: heap, descriptors, memory', async () => {
    const place = await recorded('life0', 50)
    const { reports, ...rest } = account({ given: 50, written: 50 })
    const grown = Array.from({ length: 90 }, (_, second): AppReport[] =>
      reports.map((one) => ({ ...one, heap: second * 1e6, descriptors: 20 + second, rss: 1e9 })),
    )
    const breaches = await breachesOf(place, { ...rest, reports: grown.flat() })
    expect(breaches).toEqual([
      'life0: the heap grew by 60.0 MB',
      'life0: 60.0 more descriptors',
      'life0: took 1000.0 MB of memory',
    ])
  })

  test('names erased calls that are read', async () => {
    const place = await recorded('life0', 50)
    const erased = [{ type: 'erased' as const, conversation: 'life0/1', hidden: 20 }]
    const breaches = await breachesOf(place, { ...account({ given: 70, written: 70 }), erased })
    expect(breaches).toEqual(['life0: erased calls are read'])
  })
})

async function breachesOf(place: string, life: Account): Promise<readonly string[]> {
  return (await judge('jsonl', place, [life])).breaches
}

async function recorded(writer: string, calls: number): Promise<string> {
  const place = await newPath()
  const recorder = createRecorder({ store: await openStore('jsonl', { place }) })
  for (let number = 0; number < calls; number += 1) record(recorder, `${writer}-${number}`)
  await recorder.close()
  return place
}

function account(report: Partial<AppReport> & { readonly given: number }): Account {
  const quiet = { written: 0, dropped: {}, queued: 0, active: 0, rss: 0, heap: 0, descriptors: 0 }
  return { writer: 'life0', reports: [{ type: 'final', ...quiet, ...report }], erased: [], given: () => report.given }
}
