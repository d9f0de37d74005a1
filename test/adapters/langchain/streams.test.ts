import './support/no-tracing.ts'
import { AIMessageChunk, HumanMessage } from '@langchain/core/messages'
import { FakeStreamingChatModel } from '@langchain/core/utils/testing'
import { describe, expect, test, vi } from 'vitest'
import { captureHandler, wrapChatModel } from '../../../src/adapters/langchain/index.ts'
import { onlyGeneration, startRecording, type Recording } from '../../support/recording.ts'
import { collectGarbage } from './support/collect-garbage.ts'
import { startStub, type Answer } from './support/stub.ts'

const TEXT = ['One', ' two', ' three']

async function paused(text: readonly string[] = TEXT) {
  const gate = Promise.withResolvers<void>()
  const answer: Answer = { text, pause: gate.promise }
  const [stub, recording] = [await startStub(() => answer), startRecording()]
  return { stub, recording, open: () => gate.resolve(), model: wrapChatModel(stub.model(), recording) }
}

function said(recording: Recording) {
  return onlyGeneration(recording).then(({ status, stream, response }) => {
    const text = response.messages.flatMap(({ parts }) =>
      parts.map((part) => (part.type === 'text' ? part.text : part.type)),
    )
    return { status, stream, text: text.join('') }
  })
}

describe('a stream that the app leaves', () => {
  test('by break is aborted at once, with what was read', async () => {
    const { recording, open, model } = await paused()
    const leaving = (async () => {
      for await (const chunk of await model.stream('Count.')) if (chunk.text !== '') break
    })()
    // LangChain itself waits for the next piece before it lets the app go.
    await vi.waitFor(() => expect(recording.recorder.stats().byStatus).toEqual({ aborted: 1 }))
    open()
    await leaving
    expect(await said(recording)).toEqual({ status: 'aborted', stream: true, text: 'One' })
  })

  test('by an error in the loop, in a chain', async () => {
    const { recording, open, model } = await paused()
    const failure = new Error('the app failed')
    const leaving = (async () => {
      for await (const _ of await model.pipe((answer) => answer).stream('Count.')) throw failure
    })()
    open()
    await expect(leaving).rejects.toBe(failure)
    expect((await said(recording)).text).toMatch(/^One/)
  })

  test('by its signal, on the way and while it waits', async () => {
    const { recording, open, model } = await paused()
    const controller = new AbortController()
    const reading = (async () => {
      for await (const _ of await model.stream('Count.', { signal: controller.signal })) controller.abort()
    })()
    await expect(reading).rejects.toThrow(/abort/i)
    open()
    expect(await said(recording)).toEqual({ status: 'aborted', stream: true, text: 'One' })
  })

  test('with a handler alone is abandoned, by idle time', async () => {
    const recording = startRecording({ idleMs: 40 })
    const stub = await startStub(() => ({ text: TEXT }))
    const stream = await stub.model().stream('Count.', { callbacks: [captureHandler(recording)] })
    await stream.next()
    await vi.waitFor(() => expect(recording.recorder.stats().byStatus).toEqual({ abandoned: 1 }))
    expect((await said(recording)).text).toMatch(/^One/)
    // It may be read on all the same.
    expect((await Array.fromAsync(stream)).map(({ text }) => text).join('')).toBe(' two three')
  })

  test('with a handler alone and not held by anybody, is abandoned when it is collected', async () => {
    const recording = startRecording()
    const model = new FakeStreamingChatModel({ chunks: TEXT.map((content) => new AIMessageChunk(content)) })
    await (async () => void (await (await model.stream('x', { callbacks: [captureHandler(recording)] })).next()))()
    expect(recording.recorder.stats().active).toBe(1)
    await vi.waitFor(async () => {
      await collectGarbage()
      expect(recording.recorder.stats().byStatus).toEqual({ abandoned: 1 })
    })
  })
})

test('a call that goes on is not taken for one that nobody holds', async () => {
  const { stub, recording, open } = await paused()
  const calling = stub.model().invoke('Count.', { callbacks: [captureHandler(recording)] })
  await vi.waitFor(() => expect(stub.bodies).toHaveLength(1))
  for (let round = 0; round < 5; round += 1) await collectGarbage()
  open()
  await calling
  expect(await said(recording)).toMatchObject({ status: 'ok', text: 'One two three' })
})

describe('what the app reads of a stream', () => {
  test('a handler alone keeps the whole answer', async () => {
    const [stub, recording] = [await startStub(() => ({ text: TEXT })), startRecording()]
    await Array.fromAsync(await stub.model().stream('Count.', { callbacks: [captureHandler(recording)] }))
    const generation = await onlyGeneration(recording)
    expect(generation.firstTokenMs).toBeGreaterThan(0)
    expect(generation).toMatchObject({ status: 'ok', usage: { outputTokens: 5 }, response: { finishReason: 'stop' } })
    expect((await said(recording)).text).toBe('One two three')
  })

  test('streamEvents in its older form', async () => {
    const [stub, recording] = [await startStub(() => ({ text: TEXT })), startRecording()]
    const model = wrapChatModel(stub.model(), recording)
    await Array.fromAsync(model.streamEvents('Count.', { version: 'v2' }))
    expect(await said(recording)).toEqual({ status: 'ok', stream: true, text: 'One two three' })
  })

  test('streamEvents in its newest form, of which LangChain tells no callbacks', async () => {
    const calls = [{ id: 'c1', name: 'weather', args: '{"city":"Rome"}' }]
    const [stub, recording] = [await startStub(() => ({ text: TEXT, calls })), startRecording()]
    const model = wrapChatModel(stub.model({ temperature: 0 }), recording)
    const message = await model.streamEvents('Count.', { metadata: { thread_id: 't1' } }).output
    expect(message.text).toBe('One two three')
    expect(await onlyGeneration(recording)).toMatchObject({
      conversationId: 't1',
      status: 'ok',
      stream: true,
      model: { provider: 'openai', requested: 'demo' },
      request: { messages: [{ role: 'user', parts: [{ text: 'Count.' }] }], params: { temperature: 0 } },
      response: {
        messages: [
          {
            role: 'assistant',
            parts: [
              { type: 'text', text: 'One two three' },
              { type: 'tool_call', id: 'c1', name: 'weather', arguments: { city: 'Rome' } },
            ],
          },
        ],
        finishReason: 'tool_call',
      },
      usage: { inputTokens: 3, outputTokens: 5 },
    })
  })

  test('with a handler that makes models stream, recorded once', async () => {
    const [stub, recording] = [await startStub(() => ({ text: TEXT })), startRecording()]
    const events: string[] = []
    const prefers = {
      name: 'events',
      awaitHandlers: true,
      copy: () => prefers,
      lc_prefer_chat_model_stream_events: true,
      handleChatModelStreamEvent: (event: { event: string }) => void events.push(event.event),
    }
    const model = wrapChatModel(stub.model(), recording)
    await model.invoke([new HumanMessage('Count.')], { callbacks: [prefers] })
    expect(events).toContain('message-finish')
    expect((await said(recording)).text).toBe('One two three')
  })

  test('a call of a function, as models made them before they called tools', async () => {
    const deltas = [{ name: 'weather', arguments: '{"city"' }, { arguments: ':"Rome"}' }].map((call) => ({
      function_call: call,
    }))
    const [stub, recording] = [await startStub(() => ({ deltas })), startRecording()]
    await Array.fromAsync(await wrapChatModel(stub.model(), recording).stream('x'))
    const call = { type: 'tool_call', id: '', name: 'weather', arguments: { city: 'Rome' } }
    expect((await onlyGeneration(recording)).response.messages).toEqual([{ role: 'assistant', parts: [call] }])
  })

  test('several choices stay apart', async () => {
    const [stub, recording] = [await startStub(() => ({ text: ['a', 'A', 'b', 'B'], choices: 2 })), startRecording()]
    await Array.fromAsync(await wrapChatModel(stub.model({ n: 2 }), recording).stream('x'))
    const { response, request } = await onlyGeneration(recording)
    expect(request.params).toEqual({ n: 2 })
    expect(response.messages.map(({ parts }) => parts)).toEqual([
      [{ type: 'text', text: 'ab' }],
      [{ type: 'text', text: 'AB' }],
    ])
  })
})
