import { describe, expect, test } from 'vitest'
import { withContext } from '../../../src/middleware/context.ts'
import { followStream } from '../../../src/middleware/follow-stream.ts'
import { startRecording, type Recording } from '../../support/recording.ts'
import { ask, begin, callTool, end, placesOf, say, user, withResults, type Question } from './asking.ts'

const overloaded = () => new Error('overloaded')
const question = [user('Again?')]

const inContext = (run: () => void): void => withContext({ conversationId: 'c' }, run)

describe('asked again after a failure', () => {
  test('within a context: attempts of one step', async () => {
    const recording = startRecording()
    inContext(() => {
      ask(recording, { messages: question }, overloaded())
      ask(recording, { messages: question }, overloaded())
      ask(recording, { messages: question }, say('done'))
    })
    expect(await placesOf(recording)).toEqual(['A0.0', 'A0.1', 'A0.2'])
  })

  test('under one signal: attempts of one step', async () => {
    const recording = startRecording()
    const { signal } = new AbortController()
    ask(recording, { messages: question, signal }, overloaded())
    ask(recording, { messages: question, signal }, say('done'))
    expect(await placesOf(recording)).toEqual(['A0.0', 'A0.1'])
  })

  test('with neither, or under another signal: who knows', async () => {
    const recording = startRecording()
    ask(recording, { messages: question }, overloaded())
    ask(recording, { messages: question }, overloaded())
    ask(recording, { messages: question, signal: new AbortController().signal }, overloaded())
    ask(recording, { messages: question, signal: new AbortController().signal }, say('done'))
    expect(await placesOf(recording)).toEqual(['A0.0', 'B0.0', 'C0.0', 'D0.0'])
  })

  test('in another context: a turn of its own', async () => {
    const recording = startRecording()
    inContext(() => ask(recording, { messages: question }, overloaded()))
    inContext(() => ask(recording, { messages: question }, say('done')))
    expect(await placesOf(recording)).toEqual(['A0.0', 'B0.0'])
  })

  test('within a tool loop: an attempt of that step', async () => {
    const recording = startRecording()
    const answer = callTool('retry-1')
    inContext(() => {
      const results = withResults(question, answer, 'retry-1')
      ask(recording, { messages: question }, answer)
      ask(recording, { messages: results }, overloaded())
      ask(recording, { messages: results }, say('done'))
    })
    expect(await placesOf(recording)).toEqual(['A0.0', 'A1.0', 'A1.1'])
  })

  test('side by side: each question goes on its own', async () => {
    const recording = startRecording()
    inContext(() => {
      const [one, two, three] = [[user('One?')], [user('Two?')], [user('Three?')]]
      ask(recording, { messages: one }, overloaded())
      ask(recording, { messages: two }, overloaded())
      ask(recording, { messages: three }, say('three'))
      ask(recording, { messages: one }, say('one'))
      ask(recording, { messages: two }, say('two'))
    })
    expect(await placesOf(recording)).toEqual(['A0.0', 'B0.0', 'C0.0', 'A0.1', 'B0.1'])
  })

  test('something else is no retry', async () => {
    const recording = startRecording()
    inContext(() => {
      ask(recording, { messages: question }, overloaded())
      ask(recording, { messages: [user('Else?')] }, say('done'))
    })
    expect(await placesOf(recording)).toEqual(['A0.0', 'B0.0'])
  })
})

test('asked again after an answer: a turn of its own', async () => {
  const recording = startRecording()
  inContext(() => {
    ask(recording, { messages: question }, overloaded())
    ask(recording, { messages: question }, say('done'))
    ask(recording, { messages: question }, say('other'))
  })
  expect(await placesOf(recording)).toEqual(['A0.0', 'A0.1', 'B0.0'])
})

describe('asked again after a stream', () => {
  function stream(recording: Recording, asked: Question, stop: 'fails' | 'just ends' | 'is left' | 'is whole'): void {
    const begun = begin(recording, asked)
    if (begun === undefined) throw new Error('not captured')
    const tap = followStream(begun.call, begun.reading())
    if (stop === 'is whole') tap.chunk({ type: 'text', text: 'done' })
    if (stop === 'is left') tap.cancelled(undefined)
    else if (stop === 'fails') tap.failed(overloaded())
    else tap.done()
  }

  test.each(['fails', 'just ends', 'is left'] as const)('that %s: an attempt', async (stop) => {
    const recording = startRecording()
    inContext(() => {
      stream(recording, { messages: question }, stop)
      stream(recording, { messages: question }, 'is whole')
    })
    expect(await placesOf(recording)).toEqual(['A0.0', 'A0.1'])
  })

  test('that is whole: a turn of its own', async () => {
    const recording = startRecording()
    inContext(() => {
      stream(recording, { messages: question }, 'is whole')
      stream(recording, { messages: question }, 'is whole')
    })
    expect(await placesOf(recording)).toEqual(['A0.0', 'B0.0'])
  })
})

test('a refusal that is still being read counts as a failure', async () => {
  const recording = startRecording()
  inContext(() => {
    const refused = begin(recording, { messages: question })
    refused?.refused()
    ask(recording, { messages: question }, say('done'))
    end(refused, overloaded())
  })
  const places = await placesOf(recording)
  expect([...places].sort()).toEqual(['A0.0', 'A0.1'])
})

test('of very many questions that failed in one context, the oldest are forgotten', async () => {
  const recording = startRecording()
  inContext(() => {
    for (let index = 0; index < 101; index += 1) {
      ask(recording, { messages: [user(`Question ${index}?`)] }, overloaded())
    }
    ask(recording, { messages: [user('Question 0?')] }, say('done'))
    ask(recording, { messages: [user('Question 100?')] }, say('done'))
  })
  const attempts = (await recording.generations()).slice(101).map(({ attempt }) => attempt)
  expect(attempts).toEqual([0, 1])
})
