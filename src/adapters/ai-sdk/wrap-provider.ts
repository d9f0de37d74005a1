import { FinetapError } from '../../core/errors.ts'
import { asksForOriginal, isWrapped, unwrap } from '../../middleware/unwrap.ts'
import { requireObject, requireOptions, type CaptureOptions } from '../capture-options.ts'
import { isLanguageModel, isObject } from './specification.ts'
import { wrapModel } from './wrap-model.ts'

/**
 * Captures every call of every language model that an AI SDK provider gives, of ai 5, 6 and 7: `provider('id')`,
 * `provider.languageModel('id')`, `.chat('id')`, registries, custom providers, the gateway. Returns a stand-in with the
 * provider's class, getters and methods; all else that it gives, such as embedding models and tools, comes as it is.
 * Wrapping it twice is wrapping it once, and `unwrap` gives the provider back.
 *
 * As default provider of the process it captures models that calls name by their id.
 *
 * @param options labels for all calls, and the recorder (default: the recorder of the process)
 * @throws FinetapError `bad_option` when it is given no provider
 * @example
 * const openai = wrapModelProvider(createOpenAI())
 * @example
 * globalThis.AI_SDK_DEFAULT_PROVIDER = wrapModelProvider(gateway)
 * await generateText({ model: 'openai/gpt-5-mini', prompt: 'Hello' })
 */
export function wrapModelProvider<Provider extends object>(provider: Provider, options: CaptureOptions = {}): Provider {
  requireObject(provider, 'wrapModelProvider', 'the provider itself, such as wrapModelProvider(gateway)')
  requireOptions(options, 'wrapModelProvider')
  if (isWrapped(provider)) return provider
  if (isLanguageModel(provider)) throw givenModel()
  const { member, result } = createWraps(options, provider, () => wrapped)
  const wrapped = new Proxy(shellOf(provider), {
    apply: (_, self, values) => result(call(provider, self, values)),
    get(_, property) {
      if (asksForOriginal(property)) return provider
      return member(Reflect.get(provider, property, provider))
    },
    set: (_, property, value) => Reflect.set(provider, property, value, provider),
    getOwnPropertyDescriptor(shell, property) {
      const own = Reflect.getOwnPropertyDescriptor(shell, property)
      // Who patches a method, as spies do, must get hold of ours.
      return own?.configurable === true && 'value' in own ? { ...own, value: member(own.value) } : own
    },
  })
  return wrapped
}

type Wraps = {
  /** A member of the provider: its methods give wrapped models. */
  readonly member: (value: unknown) => unknown
  /** What a method returned. */
  readonly result: (value: unknown) => unknown
}

// Such as `bind`: it must bind the stand-in.
const OF_THE_LANGUAGE: ReadonlySet<unknown> = new Set(
  [Function.prototype, Object.prototype].flatMap((owner) =>
    Object.values(Object.getOwnPropertyDescriptors<object>(owner)).map(({ value }) => value),
  ),
)

function createWraps(options: CaptureOptions, provider: object, wrappedProvider: () => object): Wraps {
  const models = new WeakMap<object, object>()
  const methods = new WeakMap<object, object>()

  function member(value: unknown): unknown {
    return typeof value === 'function' && !isClass(value) && !OF_THE_LANGUAGE.has(value) ? method(value) : model(value)
  }

  function method(own: Function): unknown {
    const known = methods.get(own)
    if (known !== undefined) return known
    // Private fields live on the provider, so its methods must not see the stand-in as `this`.
    const made = new Proxy(own, {
      apply: (_, self, values) =>
        result(call(own, isObject(self) && unwrap(self) === provider ? provider : self, values)),
    })
    methods.set(own, made).set(made, made)
    return made
  }

  function result(value: unknown): unknown {
    return value instanceof Promise ? value.then(model) : model(value)
  }

  function model(value: unknown): unknown {
    // Of a method that returns its owner, so that calls can be chained.
    if (value === provider) return wrappedProvider()
    if (!isLanguageModel(value)) return value
    const wrapped = models.get(value) ?? wrapModel(value, options)
    models.set(value, wrapped)
    return wrapped
  }

  return { member, result }
}

function call(target: unknown, self: unknown, values: unknown[]): unknown {
  if (typeof target === 'function') return Reflect.apply(target, self, values)
  throw new TypeError('the provider is not a function')
}

// Only the prototype of a class cannot be replaced. A class comes as it is: a stand-in would be another class.
function isClass(value: Function): boolean {
  return Reflect.getOwnPropertyDescriptor(value, 'prototype')?.writable === false
}

/**
 * A proxy may not report another method in the place of a frozen one, so it stands on a copy of the properties then; a
 * function's copy is one, too, because only what can be called may stand for it.
 */
function shellOf<Provider extends object>(provider: Provider): Provider
function shellOf(provider: object): object {
  const descriptors = Object.entries(Object.getOwnPropertyDescriptors<object>(provider))
  if (!descriptors.some(([, descriptor]) => isFixed(descriptor))) return provider
  const free = descriptors.map(([key, descriptor]) => [key, { ...descriptor, configurable: true }])
  const shell: object = typeof provider === 'function' ? () => undefined : {}
  Object.setPrototypeOf(shell, Reflect.getPrototypeOf(provider))
  return Object.defineProperties(shell, Object.fromEntries(free))
}

function isFixed({ configurable, writable, value }: PropertyDescriptor): boolean {
  const isReplaced = typeof value === 'function' ? !isClass(value) : isLanguageModel(value)
  return isReplaced && configurable === false && writable === false
}

function givenModel(): FinetapError {
  const what = 'wrapModelProvider was given a language model'
  return new FinetapError('bad_option', { what, fix: 'pass it to wrapModel' })
}
