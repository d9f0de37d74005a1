import { describe, expect, test } from 'vitest'
import { anthropicMessages } from '../../../src/adapters/wire/anthropic-messages/index.ts'
import { asSent } from '../../../src/adapters/wire/as-sent.ts'
import { openaiChat } from '../../../src/adapters/wire/openai-chat/index.ts'
import { openaiResponses } from '../../../src/adapters/wire/openai-responses/index.ts'
import type { Protocol } from '../../../src/adapters/wire/protocol.ts'

/** An object of a class of the app's, of which JSON writes something else than its fields. */
class Spoken {
  readonly #said: unknown
  readonly role = 'system'
  readonly content = 'a field that is not sent'

  constructor(said: unknown) {
    this.#said = said
  }

  toJSON(): unknown {
    return this.#said
  }
}

const said = { role: 'user', content: 'Hello' }
const tool = { type: 'function', name: 'now', function: { name: 'now', parameters: { type: 'object' } } }
const image = { type: 'image_url', image_url: { url: 'https://img.example/a.png' } }
const spokenImage = { type: 'image_url', image_url: { url: new URL('https://img.example/a.png') } }

describe.for([
  ['messages', openaiChat],
  ['input', openaiResponses],
  ['messages', anthropicMessages],
] as const)('of %s', ([list, protocol]) => {
  function requestOf(messages: unknown, rest: object = {}): unknown {
    return protocol.exchange({ model: 'm', [list]: messages, ...rest }).request()
  }
  const plain = requestOf([said, said])

  test('what JSON writes for a message is what was asked', () => {
    expect(requestOf([new Spoken(said), said])).toEqual(plain)
    expect(requestOf(new Spoken([said, said]))).toEqual(plain)
    expect(protocol.exchange(new Spoken({ model: 'm', [list]: [said, said] })).request()).toEqual(plain)
  })

  test('so it is for a part of a message, and for a tool', () => {
    const part = { type: 'text', text: 'Hello' }
    expect(requestOf([{ role: 'user', content: [new Spoken(part)] }])).toEqual(
      requestOf([{ role: 'user', content: [part] }]),
    )
    expect(requestOf([said], { tools: [new Spoken(tool)] })).toEqual(requestOf([said], { tools: [tool] }))
  })

  test('what throws is for the client to throw', () => {
    const broken = {
      role: 'user',
      content: [{ type: 'text', text: 'Hello' }],
      toJSON: () => {
        throw new Error('not now')
      },
    }
    expect(requestOf([broken])).toEqual(requestOf([said]))
  })
})

test('an address in a part, which JSON writes as its text', () => {
  const asked = (part: object) => openaiChat.exchange({ messages: [{ role: 'user', content: [part] }] }).request()
  expect(asked(spokenImage)).toEqual(asked(image))
})

test('requests that say nothing by themselves are not copied', () => {
  const bytes = { role: 'user', content: 'See', images: [Buffer.from('png')] }
  const body = {
    model: 'm',
    system: 'Be kind.',
    messages: [said, { role: 'user', content: [image] }, bytes],
    tools: [tool],
  }
  expect(asSent(body)).toBe(body)
  const unreadable = Object.defineProperty({ role: 'user' }, 'content', {
    enumerable: true,
    get: () => {
      throw new Error('not now')
    },
  })
  for (const odd of [{ messages: [unreadable] }, { messages: unreadable.role }]) expect(asSent(odd)).toBe(odd)
  for (const nothing of [undefined, null, 7, 'text']) expect(asSent(nothing)).toBe(nothing)
  const [first, second] = [{ ...said }, new Spoken(said)]
  expect(asSent({ messages: [first, second] })).toEqual({ messages: [said, said] })
})

test.for([
  ['/v1/chat/completions', openaiChat],
  ['/v1/messages', anthropicMessages],
] as const)('a request to %s is known by what is sent', ([path, protocol]: readonly [string, Protocol]) => {
  expect(protocol.recognises(path, { model: 'm', messages: [new Spoken(said)] })).toBe(true)
  expect(protocol.recognises(path, { model: 'm', messages: [new Spoken({ to: '+1' })] })).toBe(false)
})
