import { mkdir, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { Store } from '../../src/core/store.ts'
import { newPath } from '../storage/jsonl/folder.ts'
import { assertAccounts } from '../support/faults/accounts.ts'
import { openStore } from '../support/faults/open-store.ts'
import { turnOf } from '../support/faults/turns.ts'
import { startWriting } from '../support/faults/writing.ts'
import { runs } from '../support/runs.ts'

const LOGS = ['jsonl', 'jsonl-worker']
const SHARED = [...LOGS, 'sqlite']

describe.each(SHARED)('writers that share a place, over %s', (kind) => {
  test('as four processes, lose nothing and mix nothing up', async () => {
    const place = await newPath()
    const turns = runs(150, 3_000)
    const writings = ['a', 'b', 'c', 'd'].map((writer) =>
      startWriting({ kind, place, writer, burst: 7, turns, segmentBytes: 100_000 }),
    )
    const accounts = await Promise.all(writings.map(({ ended }) => ended))
    expect(accounts.map(({ acknowledged }) => acknowledged.length)).toEqual([turns, turns, turns, turns])
    const store = await openStore(kind, { place })
    await assertAccounts(store, { accounts })
    await store.close()
  })

  test('as two stores of one process, lose nothing and mix nothing up', async () => {
    const place = await newPath()
    const stores = await Promise.all([openStore(kind, { place }), openStore(kind, { place })])
    await Promise.all(stores.map((store, number) => append(store, `w${number}`, 0, 60)))
    await Promise.all(stores.map((store) => store.close()))
    const accounts = ['w0', 'w1'].map((writer) => ({ writer, given: 60, acknowledged: numbers(60) }))
    const store = await openStore(kind, { place })
    await assertAccounts(store, { accounts })
    await store.close()
    expect(accounts.length).toBe(2)
  })
})

describe.each(LOGS)('a log under a living writer, %s,', (kind) => {
  test('that is moved away and back, is whole and in order again', async () => {
    const place = await newPath()
    const store = await openStore(kind, { place, segmentBytes: 20_000 })
    const [dir, away] = [join(place, 'log'), join(place, 'away')]
    await append(store, 'w', 0, 20)
    await rename(dir, away)
    await append(store, 'w', 20, 40)
    const account = { writer: 'w', given: 40, acknowledged: numbers(40) }
    const later = { ...account, acknowledged: numbers(40).slice(20) }
    await assertAccounts(await openStore(kind, { place }), { accounts: [later] })
    const logs = (await readdir(away)).filter((name) => name.endsWith('.jsonl'))
    expect(logs.length).toBeGreaterThan(1)
    for (const name of logs) await rename(join(away, name), join(dir, name))
    await append(store, 'w', 40, 50)
    await store.close()
    const whole = { ...account, given: 50, acknowledged: numbers(50) }
    await assertAccounts(await openStore(kind, { place }), { accounts: [whole] })
  })

  test('whose place is taken by a file for a while, refuses, and goes on when that is gone', async () => {
    const place = await newPath()
    await mkdir(place)
    const store = await openStore(kind, { place })
    await append(store, 'w', 0, 5)
    await rename(join(place, 'log'), join(place, 'away'))
    await rename(join(place, 'away', (await readdir(join(place, 'away'))).at(-1) ?? ''), join(place, 'log'))
    await expect(store.append([turnOf('w', 5)])).rejects.toMatchObject({ code: 'store_unwritable' })
    await rename(join(place, 'log'), join(place, 'was-in-the-way'))
    await append(store, 'w', 6, 10)
    await store.close()
    const account = { writer: 'w', given: 10, acknowledged: [6, 7, 8, 9], refused: [5] }
    await assertAccounts(await openStore(kind, { place }), { accounts: [account] })
  })
})

describe('a log under a living writer', () => {
  test('whose clock jumps back and forth, keeps its order', async () => {
    const place = await newPath()
    const store = await openStore('jsonl', { place, segmentBytes: 1_000 })
    vi.useFakeTimers({ toFake: ['Date'] })
    const jumps = [0, 3_600_000, -7_200_000, 86_400_000, -86_400_000, 1]
    try {
      for (const [round, jump] of jumps.entries()) {
        vi.setSystemTime(Date.now() + jump)
        await append(store, 'w', round * 10, round * 10 + 10)
      }
      await store.close()
    } finally {
      vi.useRealTimers()
    }
    const account = { writer: 'w', given: 60, acknowledged: numbers(60) }
    await assertAccounts(await openStore('jsonl', { place }), { accounts: [account] })
    expect((await readdir(join(place, 'log'))).length).toBeGreaterThan(jumps.length)
  })
})

async function append(store: Store, writer: string, from: number, to: number): Promise<void> {
  for (let number = from; number < to; number += 1) await store.append([turnOf(writer, number)])
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, number) => number)
}
