import type { Body } from './body.ts'
import { WHOLE_READERS } from './whole-readers.ts'

type Hooks = (readonly [name: string, descriptor: PropertyDescriptor])[]

const bodies = new WeakMap<object, Body>()

/** By the prototype whose members they stand for: to make them anew would be most of what a tap costs. */
const known = new WeakMap<object, Hooks>()

/**
 * Puts the body in the place of `body`, of the methods that read it, and of `clone`, on the response itself, as far as
 * that lets itself be changed. False when it does not at all, or was given before.
 */
export function hook(response: object, body: Body): boolean {
  if (bodies.has(response)) return false
  let isHooked = false
  bodies.set(response, body)
  // One by one: `defineProperties` takes half as long again.
  for (const [name, descriptor] of hooksFor(response)) {
    if (Reflect.defineProperty(response, name, descriptor)) isHooked = true
  }
  return isHooked
}

function hooksFor(response: object): Hooks {
  const prototype = Reflect.getPrototypeOf(response)
  // What stands in for a response in tests of an app has methods of its own.
  if (prototype === null || Object.getOwnPropertyNames(response).length > 0) return hooksOf(response)
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
  const find = finderOf(response, name)
  if (find === undefined) return
  const named = {
    [name](this: unknown, ...values: unknown[]): unknown {
      const own = (): unknown => Reflect.apply(find(this), this, values)
      const body = bodyOf(this)
      // Called on anything else than a response that is followed, it is the method that it was.
      return body === undefined ? own() : run(body, own)
    },
  }
  hooks.push([name, { value: named[name], writable: true, configurable: true }])
}

/** Finds the method that a hook stands for; undefined when there is none. Must not hold the response. */
function finderOf(response: object, name: string): ((self: unknown) => Callable) | undefined {
  const method: unknown = Reflect.get(response, name)
  if (!isCallable(method)) return undefined
  const prototype = Reflect.getPrototypeOf(response)
  if (prototype === null || Object.hasOwn(response, name)) return () => method
  // As it is when it is called: who tests or traces an app patches the class at any time.
  return (self) => {
    const current: unknown = Reflect.get(prototype, name, self)
    return isCallable(current) ? current : method
  }
}

type Callable = (...values: unknown[]) => unknown

function isCallable(value: unknown): value is Callable {
  return typeof value === 'function'
}

function bodyOf(response: unknown): Body | undefined {
  return typeof response === 'object' && response !== null ? bodies.get(response) : undefined
}

function bodyOfThis(this: unknown): unknown {
  return bodyOf(this)?.stream()
}
