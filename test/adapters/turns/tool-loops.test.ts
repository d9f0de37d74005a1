import { describe, expect, test } from 'vitest'
import { withContext } from '../../../src/middleware/context.ts'
import { followStream } from '../../../src/middleware/follow-stream.ts'
import { startRecording } from '../../support/recording.ts'
import { ask, begin, callTool, end, placesOf, say, user, withResults } from './asking.ts'

// Questions of their own for each test, because turns are known across recorders.
let asked = 0
const newQuestion = () => [user(`Question ${(asked += 1)}`)]

describe('a tool loop', () => {
  test('is one turn, by the ids of its tool calls', async () => {
    const recording = startRecording()
    const question = newQuestion()
    const first = callTool('a', 'b')
    const second = callTool('c')
    const history = withResults(question, first, 'a', 'b')
    ask(recording, { messages: question }, first)
    ask(recording, { messages: history }, second)
    ask(recording, { messages: withResults(history, second, 'c') }, say('done'))
    expect(await placesOf(recording)).toEqual(['A0.0', 'A1.0', 'A2.0'])
    expect((await recording.generations()).map(({ link }) => link.how)).toEqual(['none', 'prefix', 'prefix'])
  })

  test('is one turn also where each answer counts its ids up from 0', async () => {
    const recording = startRecording()
    const question = newQuestion()
    const again = callTool('call_0')
    const history = withResults(question, again, 'call_0')
    ask(recording, { messages: question }, again)
    ask(recording, { messages: history }, again)
    ask(recording, { messages: withResults(history, again, 'call_0') }, say('done'))
    expect(await placesOf(recording)).toEqual(['A0.0', 'A1.0', 'A2.0'])
  })

  test('goes on when only some of the results are there', async () => {
    const recording = startRecording()
    const question = newQuestion()
    const answer = callTool('a', 'b')
    ask(recording, { messages: question }, answer)
    ask(recording, { messages: withResults(question, answer, 'a') }, say('wait'))
    expect(await placesOf(recording)).toEqual(['A0.0', 'A1.0'])
  })

  test('goes on when the app left the stream as soon as the tool was called', async () => {
    const recording = startRecording()
    const question = newQuestion()
    const answer = callTool('a')
    const begun = begin(recording, { messages: question })
    if (begun === undefined) throw new Error('not captured')
    const tap = followStream(begun.call, begun.reading())
    tap.chunk(answer.parts[0])
    tap.cancelled(undefined)
    ask(recording, { messages: withResults(question, answer, 'a') }, say('done'))
    expect((await recording.generations()).map(({ status }) => status)).toEqual(['aborted', 'ok'])
    expect(await placesOf(recording)).toEqual(['A0.0', 'A1.0'])
  })

  test('does not go on with results of tools that nobody called', async () => {
    const recording = startRecording()
    const question = newQuestion()
    ask(recording, { messages: question }, callTool('a'))
    ask(recording, { messages: withResults(question, callTool('z'), 'z') }, say('done'))
    expect(await placesOf(recording)).toEqual(['A0.0', 'B0.0'])
  })

  test('is over once it is answered: the next question is a turn of its own', async () => {
    const recording = startRecording()
    const question = newQuestion()
    const answer = callTool('a')
    const history = withResults(question, answer, 'a')
    ask(recording, { messages: question }, answer)
    ask(recording, { messages: history }, say('done'))
    ask(recording, { messages: [...history, { role: 'assistant', ...say('done') }, user('More?')] }, say('more'))
    expect(await placesOf(recording)).toEqual(['A0.0', 'A1.0', 'B0.0'])
  })
})

describe('two users at once', () => {
  const call = callTool('call_0')

  test('with questions of their own are told apart, although the ids are the same', async () => {
    const recording = startRecording()
    const [one, two] = [newQuestion(), newQuestion()]
    ask(recording, { messages: one }, call)
    ask(recording, { messages: two }, call)
    ask(recording, { messages: withResults(two, call, 'call_0') }, say('two'))
    ask(recording, { messages: withResults(one, call, 'call_0') }, say('one'))
    expect(await placesOf(recording)).toEqual(['A0.0', 'B0.0', 'B1.0', 'A1.0'])
  })

  test('with the same question are not mixed: nobody knows whose results come', async () => {
    const recording = startRecording()
    const question = newQuestion()
    ask(recording, { messages: question }, call)
    ask(recording, { messages: question }, call)
    ask(recording, { messages: withResults(question, call, 'call_0') }, say('done'))
    ask(recording, { messages: withResults(question, call, 'call_0') }, say('done'))
    expect(await placesOf(recording)).toEqual(['A0.0', 'B0.0', 'C0.0', 'D0.0'])
    // Both have their results, so that the next who asks it is alone.
    const later = startRecording()
    ask(later, { messages: question }, call)
    ask(later, { messages: withResults(question, call, 'call_0') }, say('done'))
    expect(await placesOf(later)).toEqual(['A0.0', 'A1.0'])
  })

  test('with the same question are told apart in contexts', async () => {
    const recording = startRecording()
    const question = newQuestion()
    const results = withResults(question, call, 'call_0')
    const loop = (conversationId: string, others: Promise<void>) =>
      withContext({ conversationId }, async () => {
        ask(recording, { messages: question }, call)
        await others
        ask(recording, { messages: results }, say('done'))
      })
    const { promise, resolve } = Promise.withResolvers<void>()
    const both = [loop('c1', promise), loop('c2', promise)]
    resolve()
    await Promise.all(both)
    const generations = await recording.generations()
    for (const id of ['c1', 'c2']) {
      const own = generations.filter(({ conversationId }) => conversationId === id)
      expect(own.map(({ step }) => step)).toEqual([0, 1])
      expect(new Set(own.map(({ turnId }) => turnId)).size).toBe(1)
    }
    expect(await placesOf(recording)).toEqual(['A0.0', 'B0.0', 'A1.0', 'B1.0'])
  })

  test('who both say yes, each to something else, are told apart', async () => {
    const recording = startRecording()
    const opening = newQuestion()
    const historyOf = (offer: string) => [...opening, { role: 'assistant', ...say(offer) } as const, user('Yes')]
    const [one, two] = [historyOf('Cancel order 1?'), historyOf('Cancel order 2?')]
    ask(recording, { messages: one }, call)
    ask(recording, { messages: two }, call)
    ask(recording, { messages: withResults(one, call, 'call_0') }, say('done'))
    ask(recording, { messages: withResults(two, call, 'call_0') }, say('done'))
    expect(await placesOf(recording)).toEqual(['A0.0', 'B0.0', 'A1.0', 'B1.0'])
  })

  test('one of whom never sends results: the other is not joined to what may be his', async () => {
    const recording = startRecording()
    const question = newQuestion()
    ask(recording, { messages: question }, call)
    ask(recording, { messages: question }, call)
    ask(recording, { messages: withResults(question, call, 'call_0') }, say('done'))
    ask(recording, { messages: question }, call)
    ask(recording, { messages: withResults(question, call, 'call_0') }, say('done'))
    expect(await placesOf(recording)).toEqual(['A0.0', 'B0.0', 'C0.0', 'D0.0', 'E0.0'])
  })
})

describe('a context', () => {
  test('does not go on a loop that began outside it', async () => {
    const recording = startRecording()
    const question = newQuestion()
    const answer = callTool('a')
    ask(recording, { messages: question }, answer)
    withContext({ conversationId: 'c' }, () =>
      ask(recording, { messages: withResults(question, answer, 'a') }, say('done')),
    )
    expect(await placesOf(recording)).toEqual(['A0.0', 'B0.0'])
  })

  test('joins a loop whose history the app wrote anew, with other ids; outside one it is not', async () => {
    const question = newQuestion()
    function loop() {
      const recording = startRecording()
      const rewritten = withResults(question, callTool('call_0'), 'call_0')
      ask(recording, { messages: question }, callTool('server-1'))
      ask(recording, { messages: rewritten }, callTool('server-2'))
      ask(recording, { messages: withResults(rewritten, callTool('call_1'), 'call_1') }, say('done'))
      return recording
    }
    const inside = withContext({ conversationId: 'c' }, loop)
    expect(await placesOf(inside)).toEqual(['A0.0', 'A1.0', 'A2.0'])
    expect((await inside.generations()).map(({ link }) => link.how)).toEqual(['context', 'context', 'context'])
    expect(await placesOf(loop())).toEqual(['A0.0', 'B0.0', 'C0.0'])
  })

  test('with two loops side by side keeps them apart', async () => {
    const recording = startRecording()
    withContext({ conversationId: 'c' }, () => {
      const [one, two] = [newQuestion(), newQuestion()]
      const [first, second] = [begin(recording, { messages: one }), begin(recording, { messages: two })]
      end(second, callTool('b'))
      end(first, callTool('a'))
      ask(recording, { messages: withResults(one, callTool('a'), 'a') }, say('one'))
      ask(recording, { messages: withResults(two, callTool('b'), 'b') }, say('two'))
    })
    expect(await placesOf(recording)).toEqual(['A0.0', 'B0.0', 'B1.0', 'A1.0'])
  })
})

test('results of two turns in one prompt go on neither', async () => {
  const recording = startRecording()
  const question = newQuestion()
  ask(recording, { messages: question }, callTool('a'))
  ask(recording, { messages: question }, callTool('b'))
  ask(recording, { messages: withResults(question, callTool('a', 'b'), 'a', 'b') }, say('done'))
  expect(await placesOf(recording)).toEqual(['A0.0', 'B0.0', 'C0.0'])
})

test('a thousand later tool calls make the oldest forgotten, and nothing more than that', async () => {
  const recording = startRecording()
  const [oldest, newest] = [newQuestion(), newQuestion()]
  ask(recording, { messages: oldest }, callTool('old'))
  for (let index = 0; index < 1_000; index += 1) ask(recording, { messages: newQuestion() }, callTool('busy'))
  ask(recording, { messages: newest }, callTool('new'))
  const before = (await recording.generations()).length
  ask(recording, { messages: withResults(oldest, callTool('old'), 'old') }, say('done'))
  ask(recording, { messages: withResults(newest, callTool('new'), 'new') }, say('done'))
  const steps = (await recording.generations()).slice(before).map(({ step }) => step)
  expect(steps).toEqual([0, 1])
})
