import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { textMessage } from '../../src/core/message.ts'
import { createRecorder } from '../../src/middleware/recorder.ts'
import { start } from '../storage/jsonl/child.ts'
import { hold } from '../storage/jsonl/disk.ts'
import { newPath } from '../storage/jsonl/folder.ts'
import { assertAccounts, assertCounts, readAllOf, type Counts } from '../support/faults/accounts.ts'
import { namesOf, record } from '../support/faults/call.ts'
import { openStore } from '../support/faults/open-store.ts'
import { turnOf } from '../support/faults/turns.ts'
import { startWriting } from '../support/faults/writing.ts'
import { runs } from '../support/runs.ts'

const run = promisify(execFile)
const LOGS = ['jsonl', 'jsonl-worker']
const IS_WINDOWS = process.platform === 'win32'

describe('a disk that hangs', () => {
  test('holds up no call: what waits is bounded, what does not fit is dropped, and all of it is counted', async () => {
    const place = await newPath()
    const recorder = createRecorder({ store: await openStore('jsonl', { place }), onError() {}, queue: { count: 60 } })
    record(recorder, 'call 0')
    await recorder.flush()
    const disk = hold('write')
    record(recorder, 'call 1')
    await disk.begun
    // All of these return while the write is held.
    for (let number = 2; number < 500; number += 1) record(recorder, `call ${number}`)
    expect(recorder.stats()).toMatchObject({ written: 1, dropped: { queue_full: 439 }, queued: { count: 60 } })
    disk.release()
    await recorder.flush()
    record(recorder, 'the last')
    await recorder.close()
    const { events, damages } = await readAllOf(await openStore('jsonl', { place }))
    expect(damages).toEqual([])
    expect(namesOf(events)).toEqual([...Array.from({ length: 61 }, (_, number) => `call ${number}`), 'the last'])
    expect(events.filter(({ type }) => type === 'gap')).toMatchObject([{ dropped: { queue_full: 439 } }])
    assertCounts(501, recorder.stats(), namesOf(events).length)
  })
})

describe('ten times the rate that the store can take', () => {
  test('with a heap of 64 MB, costs what does not fit, counted to the last', async () => {
    const place = await newPath()
    const calls = runs(10_000, 200_000)
    const program = fileURLToPath(new URL('../support/faults/overload-process.ts', import.meta.url))
    const child = start(process.execPath, ['--max-old-space-size=64', program, 'jsonl', place, String(calls)])
    await child.ended
    expect(child.process.exitCode).toBe(0)
    const said: { stats: Counts; most: { bytes: number } } = JSON.parse(child.lines[0] ?? '')
    expect(said.most.bytes).toBeLessThanOrEqual(4_000_000)
    expect(said.stats.dropped['queue_full']).toBeGreaterThan(calls / 10)
    const store = await openStore('jsonl', { place })
    const numbers: number[] = []
    for await (const event of store.read()) numbers.push(...namesOf([event]).map((name) => Number(name.slice(5))))
    assertCounts(calls, said.stats, numbers.length)
    expect(numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0))).toBe(true)
  })
})

describe('a turn that is very large', () => {
  test('is kept whole, between small ones', async () => {
    const place = await newPath()
    const answer = textMessage('assistant', 'An answer without an end, é. '.repeat(runs(8, 50) * 40_000))
    const large = { ...turnOf('w', 1), response: { messages: [answer], finishReason: 'stop' as const } }
    const store = await openStore('jsonl', { place })
    const turns = [turnOf('w', 0), large, turnOf('w', 30)]
    await Promise.all(turns.map((turn) => store.append([turn])))
    await store.close()
    const { events, damages } = await readAllOf(await openStore('jsonl', { place }))
    expect({ damages, count: events.length }).toEqual({ damages: [], count: 3 })
    // Not by toEqual: its message would be as large.
    expect(JSON.stringify(events) === JSON.stringify(turns)).toBe(true)
  })
})

describe.skipIf(IS_WINDOWS).each(LOGS)('a process at the limits of its system, over %s,', (kind) => {
  test('that has no descriptor left, writes on where a file is open, and elsewhere when it has some again', async () => {
    const place = await newPath()
    const program = fileURLToPath(new URL('../support/faults/descriptors-process.ts', import.meta.url))
    const limited = ['-c', 'ulimit -n 100; exec "$0" "$@"', process.execPath, program, kind, place]
    const child = start('sh', limited)
    await child.ended
    expect(child.lines).toEqual([
      'first 0 kept',
      'first 1 kept',
      'second 0 store_failed',
      'second 1 kept',
      'first 2 kept',
    ])
    const accounts = [
      { writer: 'first', given: 3, acknowledged: [0, 1, 2] },
      { writer: 'second', given: 2, acknowledged: [1], refused: [0] },
    ]
    await assertAccounts(await openStore(kind, { place }), { accounts })
  })

  test('whose files may not grow, goes on in new ones', async () => {
    const place = await newPath()
    // In blocks of 512 or 1,024 bytes, depending on the shell.
    const shell = 'ulimit -f 64'
    const account = await startWriting({ kind, place, writer: 'w', burst: 3, turns: 300, shell }).ended
    expect(account.refused?.length).toBeGreaterThan(0)
    expect(account.acknowledged.length).toBeGreaterThan(100)
    await assertAccounts(await openStore(kind, { place }), { accounts: [account] })
  })

  test('whose disk is really full, keeps what it acknowledged, and goes on when there is room', async (context) => {
    const place = await newPath()
    await mkdir(place)
    const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'finetap', place]).then(
      () => true,
      () => false,
    )
    if (!mounted) return context.skip('a small disk can only be mounted as root')
    onTestFinished(() => run('umount', ['-l', place]).then(() => {}))
    const account = await startWriting({ kind, place, writer: 'w', burst: 5, turns: 1_000 }).ended
    expect(account.refused?.length).toBeGreaterThan(0)
    await assertAccounts(await openStore(kind, { place }), { accounts: [account] })
    await run('mount', ['-o', 'remount,size=4m', place])
    const later = await startWriting({ kind, place, writer: 'x', burst: 5, turns: 100 }).ended
    expect(later.acknowledged.length).toBe(100)
    await assertAccounts(await openStore(kind, { place }), { accounts: [account, later] })
  })
})
