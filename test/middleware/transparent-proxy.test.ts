import { expect, test } from 'vitest'
import { transparentProxy } from '../../src/middleware/transparent-proxy.ts'

const brand = new WeakMap<object, string>()

// As compilers to ES5 write a class with a private field.
function OldClient(this: object): void {
  brand.set(this, 'private')
}
Object.assign(OldClient.prototype, {
  secret: function secret(this: object) {
    return brand.get(this)
  },
})

class Model {
  readonly kind = 'model'
}
function Model2(): void {}
Model2.prototype.run = (): void => {}

test('methods of classes that were compiled to ES5 see their own object', () => {
  const client: { secret(): string } = Reflect.construct(OldClient, [])
  const proxy = transparentProxy(client, {})
  expect(proxy.secret()).toBe('private')
  expect(proxy.secret).toBe(proxy.secret)
})

test('classes and constructors that hang on a client keep their identity', () => {
  const Named = function NamedLikeAClass(): void {}
  const client = {
    Model,
    Model2,
    Named,
    anonymous: class {
      readonly kind = 'anonymous'
    },
  }
  const proxy = transparentProxy(client, {})
  for (const key of ['Model', 'Model2', 'Named', 'anonymous'] as const) expect(proxy[key]).toBe(client[key])
})

test('only what is replaced differs, and what the app patches later counts', () => {
  const client = { greet: () => 'hello', leave: () => 'bye' }
  const proxy = transparentProxy(client, { greet: () => 'HELLO' })
  expect([proxy.greet(), proxy.leave(), client.greet()]).toEqual(['HELLO', 'bye', 'hello'])
  proxy.greet = () => 'patched'
  expect([proxy.greet(), client.greet()]).toEqual(['patched', 'hello'])
})

test('a member has its stand-in as long as it is the same, and everything else of it stays', () => {
  const chat = { ask: () => 'raw', other: {} }
  const client = { chat, tool: {} }
  const proxy = transparentProxy(client, {}, { chat: (own) => transparentProxy(own, { ask: () => 'captured' }) })
  expect([proxy.chat.ask(), client.chat.ask()]).toEqual(['captured', 'raw'])
  expect(proxy.chat).toBe(proxy.chat)
  expect([proxy.chat.other, proxy.tool]).toEqual([chat.other, client.tool])
  expect(Object.entries(proxy)).toEqual([
    ['chat', proxy.chat],
    ['tool', client.tool],
  ])
  client.chat = { ask: () => 'new', other: {} }
  expect(proxy.chat.ask()).toBe('captured')
  expect(proxy.chat.other).toBe(client.chat.other)
})

test('a frozen object has stand-ins for its members, and can be frozen behind a proxy', () => {
  const wrap = (target: { readonly chat: { readonly name: string } }) =>
    transparentProxy(target, {}, { chat: () => ({ name: 'stand-in' }) })
  expect(wrap(Object.freeze({ chat: { name: 'own' } })).chat.name).toBe('stand-in')
  expect(Object.freeze(wrap({ chat: { name: 'own' } })).chat.name).toBe('own')
})
