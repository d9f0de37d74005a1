import './support/no-tracing.ts'
import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages'
import { describe, expect, test } from 'vitest'
import { wrapFetch } from '../../../src/adapters/fetch/index.ts'
import { wrapChatModel } from '../../../src/adapters/langchain/index.ts'
import { startRecording } from '../../support/recording.ts'
import { startStub } from './support/stub.ts'

describe('wrapFetch below', () => {
  const history = [
    new HumanMessage('Weather?'),
    new AIMessage({ content: '', tool_calls: [{ id: 'c1', name: 'w', args: {} }] }),
    new ToolMessage({ tool_call_id: 'c1', content: 'sunny' }),
  ]
  test.each([
    ['a question', ['Hello']],
    ['a tool result', history],
  ])('records nothing twice: %s', async (_, messages) => {
    const [stub, recording] = [await startStub(() => ({ text: ['Yes', '.'] })), startRecording()]
    const { recorder } = recording
    const fetch = wrapFetch(globalThis.fetch, { recorder, userId: 'u1' })
    const model = wrapChatModel(stub.model({ configuration: { fetch } }), recording)
    await model.invoke(messages)
    await Array.fromAsync(await model.stream(messages))
    await Promise.all([model.invoke(messages), model.invoke(messages)])
    const generations = await recording.generations()
    expect(generations.map(({ source }) => source.adapter)).toEqual(Array(4).fill('langchain'))
    // What the door below was told joins.
    expect(generations.slice(0, 2).map(({ userId }) => userId)).toEqual(['u1', 'u1'])
    expect(recorder.stats()).toMatchObject({ unsampled: 0, active: 0 })
  })

  test('does not record what was left out above', async () => {
    let samples = 0
    const [stub, recording] = [
      await startStub(() => ({ text: ['Yes.'] })),
      startRecording({ sample: () => (samples += 1) > 1 }),
    ]
    const fetch = wrapFetch(globalThis.fetch, recording)
    const model = wrapChatModel(stub.model({ configuration: { fetch } }), recording)
    await model.invoke('Hello')
    expect(recording.recorder.stats()).toMatchObject({ unsampled: 1, captured: 0 })
    await model.invoke('Hello')
    expect(await recording.generations()).toHaveLength(1)
  })
})
