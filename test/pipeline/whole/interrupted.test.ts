import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { LogEvent } from '../../../src/core/log-event.ts'
import { buildDataset, diffDatasets, verifyDataset } from '../../../src/datasets.ts'
import { runs } from '../../support/runs.ts'
import { filesIn, plain, temporaryFolder } from '../support/building.ts'
import { chats } from '../support/generations.ts'

const options = { formats: [plain, 'csv'], steps: [], split: { test: 0.3 } }

test.for(['read', 'fold', 'decide', 'write'] as const)(
  'given up while it is in phase %s, a build leaves the dataset that stood there, and nothing else',
  async (wanted) => {
    const to = temporaryFolder()
    await buildDataset({ ...options, from: chats(20), to })
    const before = await filesIn(to)
    const controller = new AbortController()
    const build = buildDataset({
      ...options,
      from: chats(40),
      to,
      signal: controller.signal,
      onProgress: ({ phase }) => {
        if (phase === wanted) controller.abort(new Error('enough'))
      },
    })
    await expect(build).rejects.toThrow('enough')
    expect(await filesIn(to)).toEqual(before)
  },
)

test('a log that ends in an error leaves the dataset that stood there', async () => {
  const to = temporaryFolder()
  await buildDataset({ ...options, from: chats(20), to })
  const before = await filesIn(to)
  async function* broken(): AsyncGenerator<LogEvent> {
    yield* chats(30)
    throw new Error('the database went away')
  }
  await expect(buildDataset({ ...options, from: broken(), to })).rejects.toThrow('went away')
  expect(await filesIn(to)).toEqual(before)
})

test('two builds at once into one folder: one of them stands there, whole', async () => {
  const to = temporaryFolder()
  const built = await Promise.all([30, 40].map((count) => buildDataset({ ...options, from: chats(count), to })))
  const { ok, dataset } = await verifyDataset(to)
  expect(ok).toBe(true)
  expect(built.map(({ manifest }) => manifest.version)).toContain(dataset?.version)
  expect(Object.keys(await filesIn(to)).filter((file) => file.startsWith('.'))).toEqual([])
})

test('any byte that changes in any file is noticed', async () => {
  const to = temporaryFolder()
  await buildDataset({ ...options, from: chats(20), to })
  for (const [file, text] of Object.entries(await filesIn(to))) {
    const bytes = Buffer.from(text)
    const every = Math.ceil(bytes.length / runs(2, 200))
    for (let place = every >> 1; place < bytes.length; place += every) {
      const changed = Buffer.from(bytes)
      changed[place] = (bytes[place] ?? 0) ^ 1
      await writeFile(join(to, file), changed)
      expect([file, place, (await verifyDataset(to)).ok]).toEqual([file, place, false])
    }
    await writeFile(join(to, file), bytes)
  }
  expect((await verifyDataset(to)).ok).toBe(true)
})

test('the difference between a dataset and what it grows into is what came', async () => {
  const [before, after] = [temporaryFolder(), temporaryFolder()]
  await buildDataset({ ...options, from: chats(20), to: before })
  await cp(before, after, { recursive: true })
  await buildDataset({ ...options, from: [...chats(19, 1), ...chats(6, 20)], to: after })
  const { rows, problems } = await diffDatasets(before, after)
  expect(rows).toMatchObject({ same: 19, added: { count: 6 }, removed: { count: 1 }, changed: { count: 0 } })
  expect(problems).toEqual([])
})
