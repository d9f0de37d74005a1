import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildDataset } from '../../../src/datasets.ts'
import { filesIn, temporaryFolder } from '../support/building.ts'
import { gathered } from './gathering.ts'
import { growingLog, growingLogs } from './growing-log.ts'

const RUNS = 15

test('a rebuild finds what a build of the whole log finds, however the log grew', async () => {
  const folder = temporaryFolder()
  let run = 0
  const seen = { resumed: 0, whole: 0 }
  await fc.assert(
    fc.asyncProperty(growingLogs, async (parts) => {
      const place = join(folder, String((run += 1)))
      const log = growingLog()
      for (const part of parts) {
        log.events.push(...part)
        if (!log.events.some(({ type }) => type === 'generation')) continue
        const cached = await gathered(log, join(place, 'work'), { cache: join(place, 'cache') })
        const whole = await gathered(log, join(place, 'work'))
        expect(cached).toEqual(whole)
      }
      for (const from of log.scannedFrom) seen[from === 0 ? 'whole' : 'resumed'] += 1
    }),
    { numRuns: RUNS },
  )
  // Or it would have shown nothing.
  expect(seen.resumed).toBeGreaterThan(0)
})

test('the files of a rebuild are those of a build of the whole log', async () => {
  const folder = temporaryFolder()
  const options = { rules: { exactDuplicates: false }, split: { test: 0.3 }, threads: 1 } as const
  for (const [run, parts] of fc.sample(growingLogs, { numRuns: 2, seed: 7 }).entries()) {
    const place = join(folder, String(run))
    const log = growingLog()
    for (const part of parts) {
      log.events.push(...part)
      if (!log.events.some(({ type }) => type === 'generation')) continue
      await buildDataset({ ...options, from: log, to: join(place, 'rebuilt'), cache: join(place, 'cache') })
      await buildDataset({ ...options, from: log, to: join(place, 'whole') })
      expect(await filesIn(join(place, 'rebuilt'))).toEqual(await filesIn(join(place, 'whole')))
    }
  }
})
