import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { audit, assertAccounts, type WriterAccount } from '../support/faults/accounts.ts'
import { openStore } from '../support/faults/open-store.ts'
import { randomNumbers } from '../support/faults/random.ts'
import { startWriting } from '../support/faults/writing.ts'
import { newPath } from '../storage/jsonl/folder.ts'
import { runs } from '../support/runs.ts'

type Loop = {
  readonly kind: string
  readonly place: string
  readonly rounds: number
  readonly seed: number
  /** Processes that write at the same time. */
  readonly side: number
  readonly burst?: number
  /** They kill themselves at this acknowledgement (default: at any, or are killed from outside). */
  readonly diesAt?: number
}

/** With the number of processes that may share a place, and how often they are killed. */
const STORES = [
  { kind: 'jsonl', side: 2, rounds: runs(2, 60) },
  { kind: 'jsonl-disk', side: 2, rounds: runs(1, 60) },
  { kind: 'jsonl-worker', side: 2, rounds: runs(1, 60) },
  { kind: 'sqlite', side: 2, rounds: runs(1, 25) },
  { kind: 'lowdb', side: 1, rounds: runs(1, 12) },
]

/** Starts processes at the same place and kills them, again and again. */
async function killAgainAndAgain(loop: Loop): Promise<readonly WriterAccount[]> {
  const { kind, place, rounds, seed, side, burst } = loop
  const random = randomNumbers(seed)
  const accounts: WriterAccount[] = []
  for (let round = 0; round < rounds; round += 1) {
    // From outside it may die at any moment; by itself, at that of an acknowledgement.
    const itself = loop.diesAt ?? (round % 2 === 0 ? 1 + Math.floor(random(300)) : undefined)
    const writings = Array.from({ length: side }, (_, number) =>
      startWriting({
        kind,
        place,
        writer: `${round}.${number}`,
        burst: burst ?? 1 + Math.floor(random(40)),
        segmentBytes: 200_000,
        ...(itself === undefined ? {} : { diesAt: itself }),
      }),
    )
    const ended = writings.map(async (writing) => {
      await writing.acknowledged(itself ?? 1 + Math.floor(random(300)))
      // Between two acknowledgements too.
      await pause(random(3))
      if (itself === undefined) writing.process.kill('SIGKILL')
      return writing.ended
    })
    accounts.push(...(await Promise.all(ended)))
  }
  return accounts
}

describe('writers that are killed at any moment', () => {
  test.each(STORES)('$kind has all that it acknowledged, whole, once, and in order', async ({ kind, side, rounds }) => {
    const place = await newPath()
    const accounts = await killAgainAndAgain({ kind, place, rounds, seed: 20_260_131, side })
    const store = await openStore(kind, { place })
    const { kept } = await assertAccounts(store, { accounts, damages: ['torn'] })
    await store.close()
    expect(accounts.every(({ acknowledged, refused }) => acknowledged.length > 0 && refused?.length === 0)).toBe(true)
    expect(kept).toBeGreaterThanOrEqual(accounts.length)
  })
})

describe('the control: a store that acknowledges what it only holds in memory', () => {
  test('is caught losing by the same loop', async () => {
    const place = await newPath()
    // All of them are acknowledged before the first is written.
    const loop = { kind: 'jsonl-memory', place, rounds: runs(1, 10), seed: 7, side: 2, burst: 5_000, diesAt: 200 }
    const accounts = await killAgainAndAgain(loop)
    const { lost, faults } = await audit(await openStore('jsonl', { place }), { accounts, damages: ['torn'] })
    expect(lost).toBeGreaterThan(100)
    expect(faults.length).toBe(lost)
  })
})
