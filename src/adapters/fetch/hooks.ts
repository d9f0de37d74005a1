import type { Body } from './body.ts'
import { WHOLE_READERS } from './whole-readers.ts'

type Hooks = (readonly [name: string, descriptor: PropertyDescriptor])[]

const bodies = new WeakMap<object, Body>()

/** By the prototype whose members they stand for: to make them anew would be most of what a tap costs. */
const known = new WeakMap<object, Hooks>()

/**
 * Puts the body in the place of `body`, of the methods that read it, and of `clone`, on the response itself.
 *
 * @throws TypeError when nothing can be added to the response, or it was given before
 */
export function hook(response: object, body: Body): void {
  if (bodies.has(response)) throw new TypeError('fetch gave the same response twice')
  // One by one: `defineProperties` takes half as long again.
  for (const [name, descriptor] of hooksFor(response)) Object.defineProperty(response, name, descriptor)
  bodies.set(response, body)
}

function hooksFor(response: object): Hooks {
  const prototype = Reflect.getPrototypeOf(response)
  // What stands in for a response in tests of an app has methods of its own.
  if (prototype === null || Object.keys(response).length > 0) return hooksOf(response)
  const hooks = known.get(prototype) ?? hooksOf(response)
  known.set(prototype, hooks)
  return hooks
}

function hooksOf(response: object): Hooks {
  const hooks: Hooks = []
  if ('body' in response) hooks.push(['body', { get: bodyOfThis, configurable: true }])
  for (const [name, seen] of Object.entries(WHOLE_READERS)) {
    addHook(hooks, response, name, (body, run) => body.read(run, seen))
  }
  addHook(hooks, response, 'clone', (body, run) => body.clone(run))
  return hooks
}

type Run = (body: Body, run: () => unknown) => unknown

function addHook(hooks: Hooks, response: object, name: string, run: Run): void {
  const method: unknown = Reflect.get(response, name)
  if (typeof method !== 'function') return
  const named = {
    [name](this: unknown, ...values: unknown[]): unknown {
      const own = (): unknown => Reflect.apply(method, this, values)
      const body = bodyOf(this)
      // Called on anything else than a response that is followed, it is the method that it was.
      return body === undefined ? own() : run(body, own)
    },
  }
  hooks.push([name, { value: named[name], writable: true, configurable: true }])
}

function bodyOf(response: unknown): Body | undefined {
  return typeof response === 'object' && response !== null ? bodies.get(response) : undefined
}

function bodyOfThis(this: unknown): unknown {
  return bodyOf(this)?.stream()
}
