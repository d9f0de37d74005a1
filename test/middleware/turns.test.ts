import { expect, test } from 'vitest'
import { textMessage, type Message } from '../../src/core/message.ts'
import type { CallStart } from '../../src/middleware/call.ts'
import { withContext } from '../../src/middleware/context.ts'
import type { Recorder } from '../../src/middleware/recorder.ts'
import { startRecording } from '../support/recording.ts'

function ask(recorder: Recorder, messages: readonly Message[], hints: Partial<CallStart> = {}): void {
  const call = recorder.begin({
    source: { adapter: 'test' },
    operation: 'chat',
    stream: false,
    model: { requested: 'parrot' },
    request: () => ({ messages }),
    ...hints,
  })
  call?.end(() => ({ status: 'ok' }))
}

function promptOf(text: string): readonly Message[] {
  return [textMessage('user', text)]
}

function withToolResult(prompt: readonly Message[]): readonly Message[] {
  const result: Message = { role: 'tool', parts: [{ type: 'tool_result', id: 'c', result: '20 degrees' }] }
  return [...prompt, textMessage('assistant', ''), result]
}

test('a tool result goes on with the turn of its own user, although another user spoke in between', async () => {
  const recording = startRecording()
  withContext({ environment: 'production' }, () => {
    ask(recording.recorder, promptOf('Alice'))
    ask(recording.recorder, promptOf('Bob'))
    ask(recording.recorder, withToolResult(promptOf('Alice')))
  })
  const [alice, bob, aliceAgain] = await recording.generations()
  expect(aliceAgain).toMatchObject({ turnId: alice?.turnId, step: 1, link: { how: 'context' } })
  expect(bob?.turnId).not.toBe(alice?.turnId)
})

test('a tool result goes on with the turn of its conversation, whose calls have a context each', async () => {
  const recording = startRecording()
  const inConversation = (conversationId: string, messages: readonly Message[]): void =>
    withContext({ conversationId }, () => ask(recording.recorder, messages))
  inConversation('loop-1', promptOf('Alice'))
  inConversation('loop-2', withToolResult(promptOf('Alice')))
  inConversation('loop-1', withToolResult(promptOf('Alice')))
  const [first, other, second] = await recording.generations()
  expect(second).toMatchObject({ turnId: first?.turnId, step: 1, link: { how: 'context' } })
  expect(other?.turnId).not.toBe(first?.turnId)
})

test('the same question again in one context is a turn of its own', async () => {
  const recording = startRecording()
  withContext({ conversationId: 'a' }, () => {
    ask(recording.recorder, promptOf('Hello'))
    ask(recording.recorder, promptOf('Hello'))
  })
  const [first, second] = await recording.generations()
  expect(second?.turnId).not.toBe(first?.turnId)
})

test('one key for all calls of the app does not join two conversations', async () => {
  const recording = startRecording()
  const turnKey = {}
  for (const conversationId of ['a', 'b']) {
    withContext({ conversationId }, () => ask(recording.recorder, promptOf('Hello'), { turnKey }))
  }
  const [first, second] = await recording.generations()
  expect(second?.turnId).not.toBe(first?.turnId)
})

test('calls with one key are steps of a turn, and those with one attempt key its attempts', async () => {
  const recording = startRecording()
  const turnKey = {}
  const [first, second] = [{}, {}]
  for (const attemptKey of [first, first, second, second]) {
    ask(recording.recorder, promptOf('Hello'), { turnKey, attemptKey, linkedBy: 'callId' })
  }
  const places = (await recording.generations()).map(({ turnId, step, attempt, link }) => [
    turnId,
    step,
    attempt,
    link.how,
  ])
  const [[turnId] = []] = places
  expect(places).toEqual([
    [turnId, 0, 0, 'callId'],
    [turnId, 0, 1, 'callId'],
    [turnId, 1, 0, 'callId'],
    [turnId, 1, 1, 'callId'],
  ])
})

test('a turn id of the app counts its steps, also across other keys and contexts within', async () => {
  const recording = startRecording()
  withContext({ turnId: 'T' }, () => {
    ask(recording.recorder, promptOf('Hello'), { turnKey: {} })
    withContext({ promptId: 'p', conversationId: 'c' }, () =>
      ask(recording.recorder, promptOf('Hello'), { turnKey: {} }),
    )
  })
  expect(await recording.generations()).toMatchObject([
    { turnId: 'T', step: 0, link: { how: 'explicit' } },
    { turnId: 'T', step: 1, link: { how: 'explicit' } },
  ])
})

test('a turn id of the app counts its steps on in the next context, until a thousand others were seen', async () => {
  const recording = startRecording()
  const inTurn = (turnId: string): void => withContext({ turnId }, () => ask(recording.recorder, promptOf('Hello')))
  inTurn('T')
  for (let index = 0; index < 999; index += 1) inTurn(`other ${index}`)
  inTurn('T')
  for (let index = 0; index < 1_000; index += 1) inTurn(`more ${index}`)
  inTurn('T')
  const own = (await recording.generations()).filter(({ turnId }) => turnId === 'T')
  expect(own.map(({ step }) => step)).toEqual([0, 1, 0])
})
