import './support/no-tracing.ts'
import { createAgent } from 'langchain'
import { describe, expect, test } from 'vitest'
import { CallbackManager } from '@langchain/core/callbacks/manager'
import { captureAgent, captureHandler, captureLangChain, wrapChatModel } from '../../../src/adapters/langchain/index.ts'
import { onlyGeneration, startRecording, type Recording } from '../../support/recording.ts'
import { startStub } from './support/stub.ts'

const ASKED = { messages: [{ role: 'user', content: 'Count.' }] }
const TEXT = ['One', ' two', ' three']

const textsOf = async (recording: Recording) => {
  const { response } = await onlyGeneration(recording)
  return response.messages.map(({ parts }) =>
    parts.map((part) => (part.type === 'text' ? part.text : part.type)).join(),
  )
}

describe('a graph that streams what the models in it say', () => {
  test('has whole answers, asked for as streams', async () => {
    const [stub, recording] = [await startStub(() => ({ text: TEXT })), startRecording()]
    const agent = createAgent({ model: wrapChatModel(stub.model(), recording), tools: [] })
    await Array.fromAsync(await agent.stream(ASKED, { streamMode: 'messages' }))
    await Array.fromAsync(agent.streamEvents(ASKED, { version: 'v2' }))
    const generations = await recording.generations()
    expect(stub.bodies.map(({ stream }) => stream)).toEqual([true, true])
    for (const generation of generations) {
      expect(generation).toMatchObject({ status: 'ok', stream: true, response: { finishReason: 'stop' } })
    }
    expect(generations).toHaveLength(2)
  })

  test.each(['handlers', 'wrapped and handler', 'wrapped and global', 'wrapped and agent'])(
    'records each piece once: %s',
    async (doors) => {
      const gate = Promise.withResolvers<void>()
      const [stub, recording] = [await startStub(() => ({ text: TEXT, pause: gate.promise })), startRecording()]
      const model = doors.startsWith('wrapped') ? wrapChatModel(stub.model(), recording) : stub.model()
      const undo = doors.endsWith('global') ? captureLangChain(CallbackManager, recording) : () => {}
      const middleware = doors.endsWith('agent') ? [captureAgent(recording)] : []
      const callbacks = /handler/.test(doors) ? [captureHandler(recording), captureHandler(recording)] : []
      const { signal, abort } = abortable()
      const reading = (async () => {
        const agent = createAgent({ model, tools: [], middleware })
        for await (const _ of await agent.stream(ASKED, { streamMode: 'messages', callbacks, signal })) abort()
      })()
      await expect(reading).rejects.toThrow(/abort/i)
      gate.resolve()
      undo()
      expect(await textsOf(recording)).toEqual(['One'])
      expect(await onlyGeneration(recording)).toMatchObject({ status: 'aborted', stream: true })
    },
  )

  test('records each choice once', async () => {
    const [stub, recording] = [await startStub(() => ({ text: ['a', 'A', 'b', 'B'], choices: 2 })), startRecording()]
    const callbacks = [captureHandler(recording), captureHandler(recording)]
    const agent = createAgent({ model: stub.model({ n: 2 }), tools: [] })
    await Array.fromAsync(await agent.stream(ASKED, { streamMode: 'messages', callbacks }))
    expect(await textsOf(recording)).toEqual(['ab', 'AB'])
  })
})

function abortable() {
  const controller = new AbortController()
  return { signal: controller.signal, abort: () => controller.abort() }
}
