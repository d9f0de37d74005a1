import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { announceCall, hasAnnouncedCalls } from '../../../src/adapters/announced-calls.ts'
import type { GenerationLabels } from '../../../src/core/generation.ts'
import type { Message } from '../../../src/core/message.ts'
import type { Call } from '../../../src/middleware/call.ts'
import { insideCall, withContext } from '../../../src/middleware/context.ts'
import { startRecording, type Recording } from '../../support/recording.ts'
import { ask, begin, say, user } from './asking.ts'

let asked = 0
const newQuestion = () => [user(`Announced question ${(asked += 1)}`)]

/** A door that only hears of calls: it begins one, and announces it. */
function announced(
  recording: Recording,
  messages: readonly Message[],
  labels: GenerationLabels = {},
  { model = 'm', isFramed = false } = {},
) {
  const call = recording.recorder.begin({
    source: { adapter: 'hearing' },
    operation: 'chat',
    stream: false,
    model: { requested: model },
    request: () => ({ messages }),
    labels,
  })
  if (call === undefined) throw new Error('not captured')
  return { call, announcement: announceCall(call.outer, { messages, model }, isFramed) }
}

const hear = (...values: Parameters<typeof announced>): Call => announced(...values).call

const adaptersOf = async (recording: Recording) =>
  (await recording.generations()).map(({ source }) => source.adapter).sort()

/** Lets the time pass that a client waits before it asks again. */
function useWaits(): () => void {
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => void vi.useRealTimers())
  return () => void vi.advanceTimersByTime(200)
}

const finish = (call: Call) => call.end(() => ({ status: 'ok' }))

describe('a call that is announced', () => {
  test('is left out by the doors below, as often as they are asked', async () => {
    const recording = startRecording()
    const wait = useWaits()
    const messages = newQuestion()
    const call = hear(recording, messages)
    ask(recording, { messages }, new Error('overloaded'))
    wait()
    ask(recording, { messages }, say('done'))
    finish(call)
    expect(await adaptersOf(recording)).toEqual(['hearing'])
    expect(recording.recorder.stats()).toMatchObject({ captured: 1, unsampled: 0, dropped: {} })
  })

  test('is told what the doors below were told', async () => {
    const recording = startRecording()
    const messages = newQuestion()
    const call = hear(recording, messages, { userId: 'u' })
    const { recorder } = recording
    begin({ ...recording, recorder, conversationId: 'c', userId: 'other' } as Recording, { messages })
    finish(call)
    expect((await recording.generations())[0]).toMatchObject({ conversationId: 'c', userId: 'u' })
  })

  test('is the same call in another protocol, which cuts messages into other parts and has other roles', async () => {
    const recording = startRecording()
    const wait = useWaits()
    const call = hear(recording, [
      { role: 'tool', parts: [{ type: 'tool_result', id: 'a', result: { announced: 1 } }] },
    ])
    const cut: readonly Message[] = [
      {
        role: 'user',
        parts: [
          { type: 'text', text: '{"announced"' },
          { type: 'text', text: ':1}' },
        ],
      },
    ]
    ask(recording, { messages: cut }, say('done'))
    wait()
    ask(
      recording,
      { messages: [{ role: 'tool', parts: [{ type: 'tool_result', id: 'b', result: '{"announced":1}' }] }] },
      say('done'),
    )
    finish(call)
    expect(await adaptersOf(recording)).toEqual(['hearing'])
  })
})

describe('a call that is announced swallows no other', () => {
  test('with another question', async () => {
    const recording = startRecording()
    const call = hear(recording, newQuestion())
    ask(recording, { messages: newQuestion() }, say('done'))
    finish(call)
    expect(await adaptersOf(recording)).toEqual(['hearing', 'test'])
  })

  test('with the same question in another context, or in none', async () => {
    const recording = startRecording()
    const messages = newQuestion()
    const call = withContext({ userId: 'one' }, () => hear(recording, messages))
    withContext({ userId: 'two' }, () => ask(recording, { messages }, say('done')))
    ask(recording, { messages }, say('done'))
    finish(call)
    expect(await adaptersOf(recording)).toEqual(['hearing', 'test', 'test'])
  })

  test('with the same question to another model; one that is not named may be any', async () => {
    const recording = startRecording()
    const [messages, others] = [newQuestion(), newQuestion()]
    const calls = [hear(recording, messages, {}, { model: 'another' }), hear(recording, others, {}, { model: '' })]
    ask(recording, { messages }, say('done'))
    ask(recording, { messages: others }, say('left out'))
    for (const call of calls) finish(call)
    expect(await adaptersOf(recording)).toEqual(['hearing', 'hearing', 'test'])
  })

  test('once it has ended', async () => {
    const recording = startRecording()
    const messages = newQuestion()
    finish(hear(recording, messages))
    ask(recording, { messages }, say('done'))
    expect(await adaptersOf(recording)).toEqual(['hearing', 'test'])
  })

  test('that asks the same at the same time, or once the upstream has answered', async () => {
    const recording = startRecording()
    const messages = newQuestion()
    const wait = useWaits()
    const { call, announcement } = announced(recording, messages)
    ask(recording, { messages }, say('left out'))
    ask(recording, { messages }, say('done'))
    wait()
    announcement.retract()
    ask(recording, { messages }, say('done'))
    finish(call)
    expect(await adaptersOf(recording)).toEqual(['hearing', 'test', 'test'])
  })

  test('for ever: nobody tries ten times', async () => {
    const recording = startRecording()
    const messages = newQuestion()
    const wait = useWaits()
    const call = hear(recording, messages)
    for (let index = 0; index < 12; index += 1) {
      ask(recording, { messages }, say('done'))
      wait()
    }
    finish(call)
    expect(await adaptersOf(recording)).toEqual(['hearing', 'test', 'test'])
  })

  test('when its upstream runs in a frame; from the frame of another, as behind a queue, it is found', async () => {
    const recording = startRecording()
    const [messages, others] = [newQuestion(), newQuestion()]
    const [first, second] = [
      hear(recording, messages, {}, { isFramed: true }),
      hear(recording, others, {}, { isFramed: true }),
    ]
    ask(recording, { messages: others }, say('done'))
    insideCall(first.outer, () => ask(recording, { messages: others }, say('left out')))
    insideCall(first.outer, () => {
      finish(first)
      ask(recording, { messages: others }, say('left out'))
    })
    finish(second)
    expect(await adaptersOf(recording)).toEqual(['hearing', 'hearing', 'test'])
  })

  test('when several asked the same: those still open do', async () => {
    const recording = startRecording()
    const messages = newQuestion()
    const [first, second] = [hear(recording, messages), hear(recording, messages)]
    finish(first)
    ask(recording, { messages }, say('left out'))
    finish(second)
    ask(recording, { messages }, say('done'))
    expect(await adaptersOf(recording)).toEqual(['hearing', 'hearing', 'test'])
  })
})

test('thousands of calls that ended are forgotten, and those that are open are not', async () => {
  const recording = startRecording()
  const open = newQuestion()
  const call = hear(recording, open)
  for (let index = 0; index < 3_000; index += 1) finish(hear(recording, newQuestion()))
  ask(recording, { messages: open }, say('left out'))
  finish(call)
  expect((await adaptersOf(recording)).filter((adapter) => adapter === 'test')).toEqual([])
})

test('a call that ended costs the other doors nothing', () => {
  const recording = startRecording()
  const call = hear(recording, newQuestion())
  expect(hasAnnouncedCalls()).toBe(true)
  finish(call)
  expect(hasAnnouncedCalls()).toBe(false)
})

test('of thousands behind one that stays open those that ended are let go of', () => {
  const recording = startRecording()
  const open = hear(recording, newQuestion())
  let looks = 0
  const ended = {
    get isOpen() {
      looks += 1
      return false
    },
    join: () => {},
  }
  for (let index = 0; index < 3_000; index += 1) announceCall(ended, { messages: newQuestion(), model: 'm' })
  looks = 0
  finish(open)
  expect(hasAnnouncedCalls()).toBe(false)
  expect(looks).toBeLessThanOrEqual(1_000)
})
