import type { Body } from './body.ts'
import { WHOLE_READERS } from './whole-readers.ts'

const bodies = new WeakMap<object, Body>()

/** By the prototype whose members they stand for: to make them anew would be most of what a tap costs. */
const known = new WeakMap<object, PropertyDescriptorMap>()

/**
 * Puts the body in the place of `body`, of the methods that read it, and of `clone`, on the response itself.
 *
 * @throws TypeError when nothing can be added to the response, or it was given before
 */
export function hook(response: object, body: Body): void {
  if (bodies.has(response)) throw new TypeError('fetch gave the same response twice')
  Object.defineProperties(response, hooksFor(response))
  bodies.set(response, body)
}

function hooksFor(response: object): PropertyDescriptorMap {
  const prototype = Reflect.getPrototypeOf(response)
  // What stands in for a response in tests of an app has methods of its own.
  if (prototype === null || Object.keys(response).length > 0) return hooksOf(response)
  const hooks = known.get(prototype) ?? hooksOf(response)
  known.set(prototype, hooks)
  return hooks
}

function hooksOf(response: object): PropertyDescriptorMap {
  const hooks: PropertyDescriptorMap = {}
  if ('body' in response) hooks['body'] = { get: bodyOfThis, configurable: true }
  for (const [name, seen] of Object.entries(WHOLE_READERS)) {
    addHook(hooks, response, name, (body, run) => body.read(run, seen))
  }
  addHook(hooks, response, 'clone', (body, run) => body.clone(run))
  return hooks
}

type Run = (body: Body, run: () => unknown) => unknown

function addHook(hooks: PropertyDescriptorMap, response: object, name: string, run: Run): void {
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
  hooks[name] = { value: named[name], writable: true, configurable: true }
}

function bodyOf(response: unknown): Body | undefined {
  return typeof response === 'object' && response !== null ? bodies.get(response) : undefined
}

function bodyOfThis(this: unknown): unknown {
  return bodyOf(this)?.stream()
}
