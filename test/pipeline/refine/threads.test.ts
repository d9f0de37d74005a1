import { expect, test } from 'vitest'
import { buildDataset } from '../../../src/datasets.ts'
import { filesIn, temporaryFolder } from '../support/building.ts'
import { assistant, generation, second, user } from '../support/generations.ts'

function* chats(count: number) {
  for (let index = 0; index < count; index += 1) {
    const words = Array.from({ length: 150 }, (_, place) => `word${index * 150 + place}`).join(' ')
    const labels = { conversationId: `c${index}`, userId: `user-${index % 40}` }
    const request = [user(`Tell me of ${words}, and write to ada${index}@example.com`)]
    yield generation({
      ...labels,
      id: `g${index}`,
      startedAt: second(index),
      request,
      answer: [assistant(`I say ${words}`)],
    })
  }
}

async function built(threads: number) {
  const to = temporaryFolder()
  await buildDataset({ from: chats(300), to, formats: ['chatml', 'csv'], threads, split: { test: 0.2 } })
  return filesIn(to)
}

// Larger than what a spool keeps in one piece: else there is nothing to share among threads.
test('a dataset is the same byte by byte, whatever number of threads made it', async () => {
  const alone = await built(1)
  expect(await built(2)).toEqual(alone)
  expect(alone['chatml/train.jsonl']).toContain('[EMAIL]')
})

test('a build in threads that is given up ends with the reason, and leaves nothing', async () => {
  const [abort, to] = [new AbortController(), temporaryFolder()]
  const onProgress = () => abort.abort(new Error('enough'))
  await expect(buildDataset({ from: chats(50), to, threads: 2, signal: abort.signal, onProgress })).rejects.toThrow(
    'enough',
  )
  expect(await filesIn(to)).toEqual({})
})
