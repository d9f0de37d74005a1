import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { startRecording, type Recording } from '../../support/recording.ts'
import { ask, callTool, placesOf, say, user, withResults } from './asking.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

const minutes = (count: number): void => void vi.advanceTimersByTime(count * 60_000)

let asked = 0
const newQuestion = () => [user(`Unfinished question ${(asked += 1)}`)]
const call = callTool('call_0')

function loop(recording: Recording, question: ReturnType<typeof newQuestion>): void {
  ask(recording, { messages: question }, call)
  ask(recording, { messages: withResults(question, call, 'call_0') }, say('done'))
}

describe('a tool loop that is never finished, with ids that are counted up from 0', () => {
  test('makes room for the next of the same question after some minutes', async () => {
    const recording = startRecording()
    const question = newQuestion()
    ask(recording, { messages: question }, call)
    minutes(6)
    loop(recording, question)
    loop(recording, question)
    expect(await placesOf(recording)).toEqual(['A0.0', 'B0.0', 'B1.0', 'C0.0', 'C1.0'])
  })

  test('also when others asked the same all the time', async () => {
    const recording = startRecording()
    const question = newQuestion()
    ask(recording, { messages: question }, call)
    for (let minute = 0; minute < 8; minute += 1) {
      minutes(1)
      loop(recording, question)
    }
    const steps = (await recording.generations()).map(({ step }) => step)
    expect(steps.slice(0, 7)).toEqual([0, 0, 0, 0, 0, 0, 0])
    expect(steps.slice(-4)).toEqual([0, 1, 0, 1])
  })

  test('goes on however late, when nobody else asked', async () => {
    const recording = startRecording()
    const question = newQuestion()
    ask(recording, { messages: question }, call)
    minutes(600)
    ask(recording, { messages: withResults(question, call, 'call_0') }, say('approved'))
    expect(await placesOf(recording)).toEqual(['A0.0', 'A1.0'])
  })

  test('of very many who ask the same at once is taken for none of the others', async () => {
    const recording = startRecording()
    const question = newQuestion()
    for (let index = 0; index < 40; index += 1) ask(recording, { messages: question }, call)
    const others = (): void => {
      for (let index = 0; index < 20; index += 1) {
        ask(recording, { messages: withResults(question, call, 'call_0') }, say('done'))
      }
    }
    others()
    loop(recording, question)
    others()
    expect(new Set((await recording.generations()).map(({ turnId }) => turnId)).size).toBe(82)
    // All have their results, so that the next who asks is alone.
    const later = startRecording()
    loop(later, question)
    expect(await placesOf(later)).toEqual(['A0.0', 'A1.0'])
  })
})

describe('a tool loop whose app cuts off the oldest messages in its middle', () => {
  const before = [user('Old'), { role: 'assistant', ...say('Ok') } as const]

  function cutLoop(recording: Recording, first: string, second: string): void {
    const question = newQuestion()
    const whole = withResults([...before, ...question], callTool(first), first)
    ask(recording, { messages: [...before, ...question] }, callTool(first))
    ask(recording, { messages: whole }, callTool(second))
    ask(recording, { messages: withResults(whole, callTool(second), second).slice(2) }, say('done'))
  }

  test.each([
    ['call_Xq7mT2bLw9', 'call_5kPzR8vNc3'],
    ['toolu_01A09q90qw90lq917835lq9', 'toolu_01B19q90qw90lq917835lq1'],
    ['chatcmpl-tool-5f2b8c1e9d3a4b6c', 'chatcmpl-tool-6a1b8c1e9d3a4b6c'],
    ['6f1c8e2a-93b4-4d1e-8a57-2b9c0d3e4f51', 'e07d5b1c-28a6-4f0b-9c33-7a1d9e8f6b20'],
  ])('is one turn, by ids such as %s', async (first, second) => {
    const recording = startRecording()
    cutLoop(recording, first, second)
    expect(await placesOf(recording)).toEqual(['A0.0', 'A1.0', 'A2.0'])
  })

  test('is one turn with counted ids too, when what was said before the question is still there', async () => {
    const recording = startRecording()
    const [greeting, question] = [user('Hello'), newQuestion()]
    const offered = [{ role: 'assistant', ...say('How can I help?') } as const, ...question]
    ask(recording, { messages: [greeting, ...offered] }, call)
    ask(recording, { messages: withResults(offered, call, 'call_0') }, say('done'))
    expect(await placesOf(recording)).toEqual(['A0.0', 'A1.0'])
  })
})

test.each([
  'call_0',
  'functions.get_weather:0',
  'functions.b2b_search:12',
  'get_current_weather_1',
  'call_000000000001',
])('two users whose answers are counted alike, as %s, are told apart by their questions', async (id) => {
  const recording = startRecording()
  const [one, two] = [newQuestion(), newQuestion()]
  ask(recording, { messages: one }, callTool(id))
  ask(recording, { messages: two }, callTool(id))
  ask(recording, { messages: withResults(one, callTool(id), id) }, say('one'))
  ask(recording, { messages: withResults(two, callTool(id), id) }, say('two'))
  expect(await placesOf(recording)).toEqual(['A0.0', 'B0.0', 'A1.0', 'B1.0'])
})
