import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { textMessage } from '../../src/core/message.ts'
import { withContext } from '../../src/middleware/context.ts'
import type { Recorder } from '../../src/middleware/recorder.ts'
import { startRecording } from '../support/recording.ts'

function ask(recorder: Recorder, text: string, role: 'user' | 'tool' = 'user'): void {
  const call = recorder.begin({
    source: { adapter: 'test' },
    operation: 'chat',
    stream: false,
    model: { requested: 'parrot' },
    request: () => ({ messages: [textMessage(role, text)] }),
  })
  call?.end(() => ({ status: 'ok', response: { messages: [textMessage('assistant', text)] } }))
}

test('a hundred conversations at once never mix', async () => {
  const recording = startRecording()
  const users = Array.from({ length: 100 }, (_, index) => `user-${index}`)
  await Promise.all(
    users.map((userId) =>
      withContext({ userId, conversationId: `c-${userId}` }, async () => {
        for (let turn = 0; turn < 3; turn += 1) {
          await sleep(Math.random() * 3)
          ask(recording.recorder, userId)
        }
      }),
    ),
  )
  const generations = await recording.generations()
  expect(generations).toHaveLength(300)
  for (const { userId, conversationId, request } of generations) {
    expect(conversationId).toBe(`c-${userId}`)
    expect(request.messages).toEqual([textMessage('user', userId ?? '')])
  }
})

test('contexts nest: the inner one adds and overrides, metadata is merged', async () => {
  const recording = startRecording()
  withContext({ conversationId: 'outer', userId: 'u', metadata: { a: 1 } }, () =>
    withContext({ conversationId: 'inner', metadata: { b: 2 }, tags: ['t'] }, () => ask(recording.recorder, 'hi')),
  )
  expect(await recording.generations()).toMatchObject([
    { conversationId: 'inner', userId: 'u', metadata: { a: 1, b: 2 }, tags: ['t'] },
  ])
})

test('within a context a tool result goes on with the turn, a user message begins another', async () => {
  const recording = startRecording()
  withContext({ conversationId: 'c' }, () => {
    ask(recording.recorder, 'weather?')
    ask(recording.recorder, '20 degrees', 'tool')
    ask(recording.recorder, 'thanks')
  })
  const [first, second, third] = await recording.generations()
  expect(second).toMatchObject({ turnId: first?.turnId, step: 1, link: { how: 'context' } })
  expect(third?.turnId).not.toBe(first?.turnId)
  expect(third).toMatchObject({ step: 0 })
})

test('a call that asks not to be captured counts as unsampled', async () => {
  const recording = startRecording()
  withContext({ capture: false }, () => ask(recording.recorder, 'private'))
  expect(await recording.generations()).toEqual([])
  expect(recording.recorder.stats().unsampled).toBe(1)
})

test('a text in place of labels is refused; what withContext does not know is told once', async () => {
  expect(() => withContext('c1' as unknown as object, () => 1)).toThrow(expect.objectContaining({ code: 'bad_option' }))
  const warnings: string[] = []
  const listen = ({ message }: Error): number => warnings.push(message)
  process.on('warning', listen)
  onTestFinished(() => void process.off('warning', listen))
  for (let time = 0; time < 3; time += 1) withContext({ conversationID: 'x' } as object, () => 1)
  await vi.waitFor(() => expect(warnings).toEqual([expect.stringContaining('does not know "conversationID"')]))
})
