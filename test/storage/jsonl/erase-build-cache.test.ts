import { existsSync } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildDataset } from '../../../src/datasets.ts'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { temporaryFolder } from '../../pipeline/support/building.ts'
import { assistant, generation, user } from '../../pipeline/support/generations.ts'

test('what builds kept beside the log goes with the words that are erased', async () => {
  const dir = join(temporaryFolder(), 'log')
  const store = jsonlStore(dir)
  const request = [user('The secret of Ada is a blue door at the end of the garden.')]
  await store.append([generation({ id: 'g1', userId: 'ada', request, answer: [assistant('I will tell nobody.')] })])
  await store.flush()
  const cache = join(dir, '.build-cache')
  await mkdir(cache, { mode: 0o700 })
  await buildDataset({ from: dir, to: join(temporaryFolder(), 'dataset'), cache })
  expect((await readdir(cache)).length).toBeGreaterThan(0)
  await store.erase({ userId: 'ada' })
  await store.close()
  expect(existsSync(cache) ? (await readdir(cache)).filter((name) => name !== 'lock') : []).toEqual([])
})
