import Anthropic from '@anthropic-ai/sdk'
import { FakeListChatModel } from '@langchain/core/utils/testing'
import { Ollama } from 'ollama'
import OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import { wrapAnthropic } from '../../src/adapters/anthropic/index.ts'
import { wrapFetch } from '../../src/adapters/fetch/index.ts'
import { wrapChatModel } from '../../src/adapters/langchain/index.ts'
import { wrapOllama } from '../../src/adapters/ollama/index.ts'
import { wrapOpenAI } from '../../src/adapters/openai/index.ts'
import { startRecording } from '../support/recording.ts'

type Wrap = (target: unknown, options?: unknown) => unknown
const apiKey = 'none'
const wraps: readonly (readonly [string, Wrap, () => unknown])[] = [
  ['wrapOpenAI', wrapOpenAI as Wrap, () => new OpenAI({ apiKey })],
  ['wrapAnthropic', wrapAnthropic as Wrap, () => new Anthropic({ apiKey })],
  ['wrapOllama', wrapOllama as Wrap, () => new Ollama()],
  ['wrapChatModel', wrapChatModel as Wrap, () => new FakeListChatModel({ responses: ['Hi'] })],
]
const refusal = (text: string) =>
  expect.objectContaining({ code: 'bad_option', message: expect.stringContaining(text) })

describe.for(wraps)('%s', ([name, wrap, make]) => {
  test.for([[{}], ['gpt-5-mini'], [undefined], [new Date()]])('refuses %o', ([target]) => {
    expect(() => wrap(target)).toThrow(refusal(name))
  })

  test('refuses the clients of others', () => {
    const others = wraps.filter(([other]) => other !== name)
    for (const [, , makeOther] of others) expect(() => wrap(makeOther())).toThrow(refusal(name))
  })

  test('refuses a recorder in place of options, and options of a recorder', () => {
    const { recorder } = startRecording()
    expect(() => wrap(make(), recorder)).toThrow(refusal('was given a recorder as options'))
    expect(() => wrap(make(), { store: './x' })).toThrow(refusal('has no option store'))
    expect(() => wrap(make(), { recorder: './x' })).toThrow(refusal('without a recorder'))
  })
})

test('wrapFetch refuses what is no function', () => {
  expect(() => (wrapFetch as Wrap)('https://127.0.0.1')).toThrow(refusal('wrapFetch'))
  expect(() => (wrapFetch as Wrap)(fetch, { redact: 'all' })).toThrow(refusal('has no option redact'))
})
