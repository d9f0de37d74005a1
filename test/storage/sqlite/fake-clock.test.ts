import { expect, test, vi } from 'vitest'
import { sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { freshFile, opened } from './folder.ts'

test('under the clock of a test of an app, appends go on', async () => {
  const store = opened(await freshFile())
  await store.append([sampleGeneration('g1')])
  vi.useFakeTimers()
  try {
    await store.append([sampleGeneration('g2')])
    await store.flush()
  } finally {
    vi.useRealTimers()
  }
  expect(await Array.fromAsync(store.read())).toHaveLength(2)
})
