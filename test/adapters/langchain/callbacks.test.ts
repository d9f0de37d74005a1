import './support/no-tracing.ts'
import type { CallbackHandlerMethods } from '@langchain/core/callbacks/base'
import { CallbackManager } from '@langchain/core/callbacks/manager'
import { FakeListChatModel } from '@langchain/core/utils/testing'
import { describe, expect, test } from 'vitest'
import { wrapChatModel } from '../../../src/adapters/langchain/index.ts'
import { startRecording } from '../../support/recording.ts'

function listen() {
  const heard: string[] = []
  const ear = (name: string): CallbackHandlerMethods => ({ handleLLMEnd: () => void heard.push(name) })
  return { heard, a: ear('a'), b: ear('b') }
}

type Fields = Partial<ConstructorParameters<typeof FakeListChatModel>[0]>

const raw = (fields: Fields): FakeListChatModel => new FakeListChatModel({ responses: ['Yes.'], ...fields })
const kinds = [
  ['as without finetap', raw],
  ['of a wrapped model', (fields: Fields) => wrapChatModel(raw(fields), startRecording())],
] as const

describe.each(kinds)('callbacks that the app changes, %s', (_, make) => {
  test('a handler put in the place of another in its list', async () => {
    const { heard, a, b } = listen()
    const list = [a]
    const model = make({ callbacks: list })
    await model.invoke('One')
    list[0] = b
    await model.invoke('Two')
    expect(heard).toEqual(['a', 'b'])
  })

  test('handlers pushed to what the model has, and then to its own list', async () => {
    const { heard, a, b } = listen()
    const list: CallbackHandlerMethods[] = []
    const model = make({ callbacks: list })
    await model.invoke('One')
    ;(model.callbacks as CallbackHandlerMethods[]).push(a)
    await model.invoke('Two')
    list.push(b)
    await model.invoke('Three')
    expect(heard).toEqual(['a', 'a', 'b'])
    expect(list).toEqual([a, b])
  })

  test('a handler put in the place of another in its manager', async () => {
    const { heard, a, b } = listen()
    const manager = CallbackManager.fromHandlers(a)
    const model = make({ callbacks: manager })
    await model.invoke('One')
    const [handler] = manager.handlers
    if (handler !== undefined) manager.removeHandler(handler)
    manager.addHandler(CallbackManager.fromHandlers(b).handlers[0] as never)
    await model.invoke('Two')
    expect(heard).toEqual(['a', 'b'])
  })
})

test('a list that the app clears is that of the app, and calls are captured as before', async () => {
  const { heard, a } = listen()
  const recording = startRecording()
  const model = wrapChatModel(raw({ callbacks: [a] }), recording)
  ;(model.callbacks as unknown[]).length = 0
  await model.invoke('One')
  expect(heard).toEqual([])
  expect(await recording.generations()).toHaveLength(1)
})
