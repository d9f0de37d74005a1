import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { createGateway as createGateway7 } from 'ai'
import { createGateway as createGateway5 } from 'ai5'
import { createGateway as createGateway6 } from 'ai6'
import { createOllama } from 'ollama-ai-provider-v2'
import { createOpenAICompatible as createOpenAICompatible5 } from 'openai-compatible5'
import { createOpenAICompatible as createOpenAICompatible6 } from 'openai-compatible6'
import { describe, expect, test } from 'vitest'
import { wrapModel } from '../../../src/adapters/ai-sdk/index.ts'
import type { LanguageModelLike } from '../../../src/adapters/ai-sdk/index.ts'
import { unwrap } from '../../../src/middleware/unwrap.ts'
import { startRecording } from '../../support/recording.ts'

const local = { name: 'local', baseURL: 'http://127.0.0.1:9/v1', apiKey: 'k' }

const models: readonly (readonly [string, LanguageModelLike])[] = [
  ['chat of openai-compatible, v2', createOpenAICompatible5(local).chatModel('m')],
  ['chat of openai-compatible, v3', createOpenAICompatible6(local).chatModel('m')],
  ['chat of openai-compatible, v4', createOpenAICompatible(local).chatModel('m')],
  ['completion of openai-compatible, v2', createOpenAICompatible5(local).completionModel('m')],
  ['completion of openai-compatible, v3', createOpenAICompatible6(local).completionModel('m')],
  ['completion of openai-compatible, v4', createOpenAICompatible(local).completionModel('m')],
  ['gateway, v2', createGateway5(local)('some/model')],
  ['gateway, v3', createGateway6(local)('some/model')],
  ['gateway, v4', createGateway7(local)('some/model')],
  ['ollama, v4', createOllama().chat('m')],
]

describe.each(models)('the model of %s', (_, model) => {
  const wrapped = wrapModel(model, startRecording())

  test('has all its members, each of them as it is or bound to it', async () => {
    const names = membersOf(model)
    expect(membersOf(wrapped)).toEqual(names)
    for (const name of names) {
      const [own, same] = [Reflect.get(model, name), Reflect.get(wrapped, name)]
      expect(typeof same).toBe(typeof own)
      const wanted: unknown = typeof own === 'function' ? Reflect.get(wrapped, name) : own
      expect(same).toEqual(wanted)
    }
    expect(await Reflect.get(wrapped, 'supportedUrls')).toEqual(await Reflect.get(model, 'supportedUrls'))
  })

  test('has its class', () => {
    expect(wrapped).toBeInstanceOf(model.constructor)
    expect(wrapped.constructor).toBe(model.constructor)
    expect(Object.keys(wrapped)).toEqual(Object.keys(model))
    expect(unwrap(wrapped)).toBe(model)
  })

  test('can be given what no other model has, and calls it on itself', () => {
    const batch = {
      jobs: 0,
      startBatch(this: unknown) {
        return this === extended
      },
    }
    const extended = Object.assign(Object.create(model), batch) as LanguageModelLike & typeof batch
    expect(wrapModel(extended).startBatch()).toBe(true)
  })
})

function membersOf(value: object): readonly PropertyKey[] {
  const names = new Set<PropertyKey>()
  for (
    let owner: object | null = value;
    owner !== null && owner !== Object.prototype;
    owner = Reflect.getPrototypeOf(owner)
  ) {
    for (const name of Reflect.ownKeys(owner)) names.add(name)
  }
  return [...names]
}
