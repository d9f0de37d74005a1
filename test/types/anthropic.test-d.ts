import Anthropic from '@anthropic-ai/sdk'
import { expectTypeOf, test } from 'vitest'
import { wrapAnthropic, type AnthropicLike } from '../../src/adapters/anthropic/index.ts'

class Mine extends Anthropic {
  readonly #secret = 'private'
  tell(): string {
    return this.#secret
  }
}

type Request = Anthropic.MessageCreateParams

test('every client comes back as what it was', () => {
  expectTypeOf(wrapAnthropic(new Anthropic())).toEqualTypeOf<Anthropic>()
  expectTypeOf(wrapAnthropic(new Mine())).toEqualTypeOf<Mine>()
  expectTypeOf(wrapAnthropic(new Anthropic(), { conversationId: 'c1', tags: ['a'] })).toEqualTypeOf<Anthropic>()
  expectTypeOf<Anthropic>().toExtend<AnthropicLike>()
})

test('a client without batches and beta is one too', () => {
  type OnCloud = { readonly messages: Pick<Anthropic['messages'], 'create' | 'stream'> }
  expectTypeOf(wrapAnthropic<OnCloud>).returns.toEqualTypeOf<OnCloud>()
  const { messages } = wrapAnthropic({ messages: { create: (body: Request) => Promise.resolve(body.model) } })
  expectTypeOf(messages.create).returns.resolves.toExtend<string>()
})

test('anything else is refused', () => {
  expectTypeOf<string>().not.toExtend<AnthropicLike>()
  // @ts-expect-error the id of a model
  wrapAnthropic('claude-haiku-5-5')
  // @ts-expect-error no client
  wrapAnthropic({})
  // @ts-expect-error the class
  wrapAnthropic(Anthropic)
  // @ts-expect-error a resource of a client
  wrapAnthropic(new Anthropic().messages)
  // @ts-expect-error a directory in place of a recorder
  wrapAnthropic(new Anthropic(), { recorder: './.finetap' })
})
