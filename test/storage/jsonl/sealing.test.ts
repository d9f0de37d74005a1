import { expect, test } from 'vitest'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { hold } from './disk.ts'
import { newPath, readout } from './folder.ts'

test('no append waits while a full segment is sealed, and all of it is read meanwhile', async () => {
  const store = jsonlStore(await newPath(), { segmentBytes: 1, maintenance: false })
  await store.append([sampleGeneration('g1')])
  const sync = hold('fdatasync')
  await store.append([sampleGeneration('g2')])
  await sync.begun
  const events = [sampleGeneration('g1'), sampleGeneration('g2')]
  expect(await readout(store)).toEqual({ events, damages: [] })
  sync.release()
  await store.close()
  expect(await readout(store)).toEqual({ events, damages: [] })
})
