import OpenAI, { AzureOpenAI } from 'openai'
import { expectTypeOf, test } from 'vitest'
import { wrapOpenAI, type OpenAILike } from '../../src/adapters/openai/index.ts'

class Mine extends OpenAI {
  readonly #secret = 'private'
  tell(): string {
    return this.#secret
  }
}

const options = { apiKey: 'key', apiVersion: '2026-01-01', endpoint: 'http://127.0.0.1:9' }

test('every client comes back as what it was', () => {
  expectTypeOf(wrapOpenAI(new OpenAI())).toEqualTypeOf<OpenAI>()
  expectTypeOf(wrapOpenAI(new AzureOpenAI(options))).toEqualTypeOf<AzureOpenAI>()
  expectTypeOf(wrapOpenAI(new Mine())).toEqualTypeOf<Mine>()
  expectTypeOf(wrapOpenAI(new OpenAI(), { conversationId: 'c1', tags: ['a'] })).toEqualTypeOf<OpenAI>()
  expectTypeOf<OpenAI>().toExtend<OpenAILike>()
})

test('anything else is refused', () => {
  // @ts-expect-error the id of a model
  wrapOpenAI('gpt-5-mini')
  // @ts-expect-error no client
  wrapOpenAI({})
  // @ts-expect-error the class
  wrapOpenAI(OpenAI)
  // @ts-expect-error a resource of a client
  wrapOpenAI(new OpenAI().chat)
  // @ts-expect-error a directory in place of a recorder
  wrapOpenAI(new OpenAI(), { recorder: './.finetap' })
  expectTypeOf(wrapOpenAI).returns.toExtend<OpenAILike>()
})
