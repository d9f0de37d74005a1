import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Message } from '../../../src/core/message.ts'
import { withContext } from '../../../src/middleware/context.ts'
import { startRecording, type Recording } from '../../support/recording.ts'
import { ask, placesOf, say, user, type Question } from './asking.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

const hello = [user('Hello')]
const system = (text: string): Message => ({ role: 'system', parts: [{ type: 'text', text }] })

/** The first fails, and then the second is answered, both in one context that says nothing of who asks. */
function failThenAsk(first: Question, second: Question, later = 0): Recording {
  const recording = startRecording()
  withContext({ environment: 'production' }, () => {
    ask(recording, first, new Error('overloaded'))
    vi.advanceTimersByTime(later)
    ask(recording, second, say('done'))
  })
  return recording
}

describe('is no retry of what failed before', () => {
  test('what another user asks, in a context of both', async () => {
    const recording = failThenAsk({ messages: hello, userId: 'alice' }, { messages: hello, userId: 'bob' })
    expect(await placesOf(recording)).toEqual(['A0.0', 'B0.0'])
  })

  test('what another user asks, under a signal of both', async () => {
    const recording = startRecording()
    const { signal } = new AbortController()
    ask(recording, { messages: hello, userId: 'alice', signal }, new Error('overloaded'))
    ask(recording, { messages: hello, userId: 'bob', signal }, say('done'))
    ask(recording, { messages: hello, userId: 'alice', signal }, say('done'))
    expect(await placesOf(recording)).toEqual(['A0.0', 'B0.0', 'A0.1'])
  })

  test('what another prompt asks of the same message', async () => {
    const [classify, answer] = [system('Classify!'), system('Answer politely!')]
    const recording = failThenAsk({ messages: [classify, ...hello] }, { messages: [answer, ...hello] })
    expect(await placesOf(recording)).toEqual(['A0.0', 'B0.0'])
  })

  test('what is asked of another model', async () => {
    const recording = failThenAsk({ messages: hello, model: 'guard' }, { messages: hello })
    expect(await placesOf(recording)).toEqual(['A0.0', 'B0.0'])
  })

  test('what is asked minutes later', async () => {
    const recording = failThenAsk({ messages: hello }, { messages: hello }, 121_000)
    expect(await placesOf(recording)).toEqual(['A0.0', 'B0.0'])
    expect(await placesOf(failThenAsk({ messages: hello }, { messages: hello }, 119_000))).toEqual(['A0.0', 'A0.1'])
  })
})
