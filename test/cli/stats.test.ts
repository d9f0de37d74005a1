import { appendFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { stats } from '../../src/cli/stats.ts'
import { sampleFeedback, sampleGeneration } from '../../src/testing/store/sample-events.ts'
import { chatEvents, finetap, newFolder, newLog, runVerb } from './finetap.ts'

const EVENTS = [
  ...chatEvents(20),
  sampleGeneration('later', { userId: 'u0', startedAt: '2026-02-01T00:00:00.000Z' }),
  sampleFeedback('f', 'g1'),
]

test('finetap stats counts what a store holds', async () => {
  const { code, stdout, stderr } = await finetap(['stats', await newLog(EVENTS)])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^21 calls · 2 users · 20 conversation ids · 2026-01-31 to 2026-02-01\n\n {2}Status +ok 21\n/)
  expect(stdout).toMatch(/Feedback +thumb 1 · thumbs 1 up, 0 down \(100.0 % up\)\n/)
  expect(stdout).toMatch(/\n {2}model-a {2}21 {2}█{20} {2}12 ms in the middle, .* · tokens 63 in, 105 out\n/)
  expect(stdout).toMatch(/\n {2}2026-01-31 {2}20 {2}█{20}\n {2}2026-02-01 {3}1 {2}█\n$/)
})

test('takes a part of the time and one table, and prints one JSON object', async () => {
  const log = await newLog(EVENTS)
  const byDay = await runVerb(stats, [log, '--since', '2026-02-01', '--by', 'day'])
  expect(byDay).toMatchObject({ code: 0, stdout: `  2026-02-01  1  ${'█'.repeat(20)}\n` })
  const { stdout } = await runVerb(stats, [log, '--json'])
  expect(JSON.parse(stdout)).toMatchObject({ calls: 21, statuses: { ok: 21 }, users: { count: 2, exact: true } })
  expect((await runVerb(stats, [log, '--until', '2020-01-01'])).code).toBe(3)
  await expect(runVerb(stats, [log, '--by', 'week'])).rejects.toThrow('give day or model')
  await expect(runVerb(stats, [join(await newFolder(), 'no')])).rejects.toMatchObject({ code: 'log_missing' })
})

test('says what could not be read, and ends with 1', async () => {
  const log = await newLog(EVENTS)
  const [file = ''] = (await readdir(log)).filter((name) => name.endsWith('.jsonl'))
  await appendFile(join(log, file), 'no event\n')
  const { code, stdout, stderr } = await runVerb(stats, [log])
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: expect.stringMatching(/^21 calls/),
    stderr: expect.stringContaining('cannot be read'),
  })
})
