import type { Request } from 'express'
import { expect, test, vi } from 'vitest'
import { captureChat } from '../../../src/adapters/express/index.ts'
import { startRecording } from '../../support/recording.ts'
import { collectGarbage } from '../langchain/support/collect-garbage.ts'
import { post, startApp } from './support/chat-app.ts'

const ANSWER = { id: 'chatcmpl-1', choices: [{ message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }] }

test('what is remembered of a chat does not hold its request', async () => {
  const recording = startRecording()
  const requests: WeakRef<Request>[] = []
  await using app = await startApp((routes) =>
    routes.post('/chat', captureChat(recording), (request, response) => {
      requests.push(new WeakRef(request))
      response.json(ANSWER)
    }),
  )
  const body = { model: 'mock-1', messages: [{ role: 'user', content: 'Hello?' }] }
  for (let asked = 0; asked < 3; asked += 1) await (await post(`${app.url}/chat`, body, { connection: 'close' })).json()
  expect(await recording.generations()).toHaveLength(3)
  await vi.waitFor(async () => {
    await collectGarbage()
    expect(requests.filter((request) => request.deref() !== undefined)).toEqual([])
  }, 10_000)
})
