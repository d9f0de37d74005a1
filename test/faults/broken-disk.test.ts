import { describe, expect, onTestFinished, test } from 'vitest'
import { createRecorder } from '../../src/middleware/recorder.ts'
import { memoryStore } from '../../src/storage/memory.ts'
import { newPath } from '../storage/jsonl/folder.ts'
import { assertCounts, audit, readAllOf, type WriterAccount } from '../support/faults/accounts.ts'
import { breakDisk, type BrokenDisk, type Trouble } from '../support/faults/broken-disk.ts'
import { namesOf, record } from '../support/faults/call.ts'
import { openStore } from '../support/faults/open-store.ts'
import { randomNumbers } from '../support/faults/random.ts'
import { turnOf } from '../support/faults/turns.ts'
import { runs } from '../support/runs.ts'

const CODES = ['ENOSPC', 'EIO', 'EROFS', 'EMFILE', 'EAGAIN', 'EDQUOT']
const KINDS = ['jsonl', 'jsonl-disk']

/** Every few calls fail, with any code, and many writes are cut short. */
function anything(seed: number, spared: readonly string[]): Trouble {
  const random = randomNumbers(seed)
  return (call) => {
    if (spared.includes(call)) return undefined
    const luck = random(100)
    if (luck < 8) return CODES[Math.floor(random(CODES.length))]
    return luck < 30 ? 1 + random(5_000) : undefined
  }
}

describe.each(KINDS)('on a disk where any call may fail, %s', (kind) => {
  test('keeps what it acknowledged and nothing that it refused', async () => {
    for (let seed = 1; seed <= runs(8, 200); seed += 1) {
      const { place, account } = await appendThrough(kind, anything(seed, ['ftruncate', 'ftruncateSync']))
      const { faults } = await audit(await openStore(kind, { place }), { accounts: [account] })
      expect({ seed, faults }).toEqual({ seed, faults: [] })
    }
  })

  test('keeps what it acknowledged, even where what was refused cannot be cut off', async () => {
    for (let seed = 1; seed <= runs(8, 200); seed += 1) {
      const { place, account } = await appendThrough(kind, anything(seed, []))
      const accounts = [{ ...account, refused: [] }]
      const { faults } = await audit(await openStore(kind, { place }), { accounts, damages: ['torn'] })
      expect({ seed, faults }).toEqual({ seed, faults: [] })
    }
  })

  test.each([...CODES, 'nothing, but takes little'])(
    'that says %s for a moment, loses nothing of a recorder',
    async (code) => {
      const place = await newPath()
      const errors: Error[] = []
      const store = await openStore(kind, { place })
      const recorder = createRecorder({ store, onError: (error) => errors.push(error) })
      record(recorder, 'call 0', 2_000)
      await recorder.flush()
      let calls = 0
      const disk = breakDiskHere((call) => {
        if (!call.startsWith('write')) return undefined
        calls += 1
        return code.startsWith('E') ? (calls === 1 ? code : undefined) : 400
      })
      for (let number = 1; number < 200; number += 1) record(recorder, `call ${number}`, 2_000)
      await recorder.flush()
      disk.restore()
      await recorder.close()
      const { events, damages } = await readAllOf(await openStore(kind, { place }))
      expect(disk.spoilt()).toBeGreaterThan(0)
      expect({ names: namesOf(events), damages }).toEqual({ names: names(200), damages: [] })
      assertCounts(200, recorder.stats(), namesOf(events).length)
      expect(errors.length).toBe(code.startsWith('E') ? 1 : 0)
    },
  )
})

describe('a disk that stays broken', () => {
  test('costs what was given meanwhile, counted to the last, and no call of the app', async () => {
    const place = await newPath()
    const store = await openStore('jsonl', { place })
    const recorder = createRecorder({ store, onError() {} })
    for (let number = 0; number < 50; number += 1) record(recorder, `call ${number}`, 2_000)
    await recorder.flush()
    const disk = breakDiskHere((call) => (call.startsWith('write') ? 'EIO' : undefined))
    for (let number = 50; number < 150; number += 1) record(recorder, `call ${number}`, 2_000)
    await recorder.flush()
    expect(recorder.stats()).toMatchObject({ written: 50, dropped: { store_failed: 100 } })
    disk.restore()
    // It waits for a while before it tries again: this is counted too.
    for (let number = 150; number < 200; number += 1) record(recorder, `call ${number}`, 2_000)
    await recorder.close()
    const { events, damages } = await readAllOf(await openStore('jsonl', { place }))
    expect(damages).toEqual([])
    expect(namesOf(events)).toEqual(names(50))
    assertCounts(200, recorder.stats(), namesOf(events).length)
  })

  test('is no matter to a recorder over another store', async () => {
    const recorder = createRecorder({ store: memoryStore() })
    breakDiskHere(() => 'EIO')
    for (let number = 0; number < 10; number += 1) record(recorder, `call ${number}`)
    await recorder.close()
    assertCounts(10, recorder.stats())
    expect(recorder.stats()).toMatchObject({ written: 10, dropped: {} })
  })
})

function breakDiskHere(trouble: Trouble): BrokenDisk {
  const disk = breakDisk(trouble)
  onTestFinished(disk.restore)
  return disk
}

/** Appends turns in bursts while the disk is in trouble, then more when it is mended, and closes. */
async function appendThrough(kind: string, trouble: Trouble): Promise<{ place: string; account: WriterAccount }> {
  const place = await newPath()
  const store = await openStore(kind, { place, segmentBytes: 100_000 })
  const acknowledged: number[] = []
  const refused: number[] = []
  let given = 0
  async function burst(count: number): Promise<void> {
    const appends = []
    for (const end = given + count; given < end; given += 1) appends.push(give(given))
    await Promise.all(appends)
  }
  function give(number: number): Promise<unknown> {
    return store.append([turnOf('w', number)]).then(
      () => acknowledged.push(number),
      () => refused.push(number),
    )
  }
  await burst(5)
  const disk = breakDiskHere(trouble)
  for (let round = 1; round <= 10; round += 1) await burst(1 + ((round * 5) % 17))
  disk.restore()
  const before = acknowledged.length
  await burst(10)
  if (acknowledged.length !== before + 10) throw new Error('a mended disk is not used again')
  await store.close()
  return { place, account: { writer: 'w', given, acknowledged, refused } }
}

function names(count: number): readonly string[] {
  return Array.from({ length: count }, (_, number) => `call ${number}`)
}
