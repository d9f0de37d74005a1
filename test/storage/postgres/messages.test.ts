import { expect, test } from 'vitest'
import { sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { idsOf, NOBODY, openStore } from './server.ts'

test('a database that is down: only who has appended is told of what waits in the outbox', async () => {
  const { store } = await openStore({ url: NOBODY, patienceMs: 50, onError: () => {} })
  const toldNothing = {
    code: 'store_failed',
    message: expect.stringMatching(/^(?!.*outbox).*look whether PostgreSQL runs/),
  }
  await expect(idsOf(store)).rejects.toMatchObject(toldNothing)
  await expect(store.erase({ userId: 'u1' })).rejects.toMatchObject(toldNothing)
  await store.append([sampleGeneration('g1')])
  await expect(store.flush()).rejects.toMatchObject({
    code: 'store_failed',
    message: expect.stringContaining('what was appended waits in the outbox'),
  })
})
