import { field } from '../../core/field.ts'
import type { CaptureHandler } from './handler.ts'

/** The callbacks of the models that have a handler of ours. */
const known = new WeakMap<object, ModelCallbacks>()

export function hasHandler(model: object, handler: CaptureHandler): boolean {
  return known.get(model)?.handlers.includes(handler) === true
}

/**
 * Puts a handler among the callbacks of a model: LangChain finds it there while it listens, and else what the app put
 * there, so that a handler that is switched off costs nothing. Returns what takes it off again.
 */
export function addHandler(model: object, handler: CaptureHandler): () => void {
  const callbacks = known.get(model) ?? install(model)
  callbacks.handlers.push(handler)
  return () => callbacks.remove(handler)
}

function install(model: object): ModelCallbacks {
  const callbacks = new ModelCallbacks(model)
  known.set(model, callbacks)
  Object.defineProperty(model, 'callbacks', { ...ACCESSOR, enumerable: callbacks.isEnumerable, configurable: true })
  return callbacks
}

/** LangChain asks a model for its callbacks in each call, by which a handler can be left out of one and be in the next. */
const ACCESSOR = {
  get(this: unknown): unknown {
    let owner: object | null = isObject(this) ? this : null
    while (owner !== null && !known.has(owner)) owner = Reflect.getPrototypeOf(owner)
    return owner === null ? undefined : known.get(owner)?.read()
  },
  set(this: unknown, value: unknown): void {
    if (!isObject(this)) return
    const callbacks = known.get(this)
    // An object that has the model for its prototype gets a property of its own, as from any model.
    if (callbacks === undefined) Reflect.defineProperty(this, 'callbacks', { ...PLAIN, value })
    else callbacks.write(value)
  },
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** What was last given with handlers of ours in it, made of what the app put there. */
type Given = { readonly callbacks: unknown; readonly listening: readonly CaptureHandler[]; own: unknown } & Contents
/** By which changes of a list are seen. */
type Contents = { content: readonly unknown[]; ownContent: readonly unknown[] }

class ModelCallbacks {
  readonly handlers: CaptureHandler[] = []
  readonly #model: object
  /** The property of the model as it was. It holds what the app puts there. */
  readonly #own: PropertyDescriptor
  #given: Given | undefined

  constructor(model: object) {
    this.#model = model
    this.#own = Reflect.getOwnPropertyDescriptor(model, 'callbacks') ?? {
      ...PLAIN,
      value: field(model, 'callbacks'),
    }
  }

  get isEnumerable(): boolean {
    return this.#own.enumerable === true
  }

  remove(handler: CaptureHandler): void {
    this.#keepChanges()
    this.#given = undefined
    this.handlers.splice(this.handlers.indexOf(handler), 1)
    if (this.handlers.length > 0) return
    const now = field(Reflect.getOwnPropertyDescriptor(this.#model, 'callbacks'), 'get')
    // Else another accessor lies above, and asks this one.
    const isOnTop = now === ACCESSOR.get
    if (isOnTop && Reflect.defineProperty(this.#model, 'callbacks', this.#own)) known.delete(this.#model)
  }

  read(): unknown {
    this.#keepChanges()
    const own = this.#readOwn()
    const listening = this.handlers.filter((handler) => handler.isListening)
    if (listening.length === 0) this.#given = undefined
    else if (!isUpToDate(this.#given, own, listening)) this.#given = give(own, listening)
    return this.#given === undefined ? own : this.#given.callbacks
  }

  write(callbacks: unknown): void {
    this.#given = undefined
    this.#writeOwn(callbacks)
  }

  /** What the app adds to the callbacks that it was given is the app's, also when the handlers listen no longer. */
  #keepChanges(): void {
    const given = this.#given
    if (given === undefined || isSameList(handlersOf(given.callbacks), given.content)) return
    const own = this.#readOwn()
    const others = without(given.callbacks, this.handlers)
    // In the app's own list, to which it may add as well.
    if (Array.isArray(own) && Array.isArray(others) && Object.isExtensible(own)) own.splice(0, own.length, ...others)
    else this.#writeOwn(others)
    // A list that was cleared is made anew, as one that was put in its place.
    if (!given.listening.every((handler) => handlersOf(given.callbacks).includes(handler))) this.#given = undefined
    given.own = this.#readOwn()
    given.content = [...handlersOf(given.callbacks)]
    given.ownContent = [...handlersOf(given.own)]
  }

  #readOwn(): unknown {
    const read = field(this.#own, 'get')
    return typeof read === 'function' ? Reflect.apply(read, this.#model, []) : this.#own.value
  }

  #writeOwn(callbacks: unknown): void {
    const own = without(callbacks, this.handlers)
    const write = field(this.#own, 'set')
    if (typeof write === 'function') Reflect.apply(write, this.#model, [own])
    else this.#own.value = own
  }
}

const PLAIN = { writable: true, enumerable: true, configurable: true }

function isUpToDate(given: Given | undefined, own: unknown, listening: readonly CaptureHandler[]): boolean {
  if (given === undefined || given.own !== own || !isSameList(handlersOf(own), given.ownContent)) return false
  return isSameList(given.listening, listening)
}

/** A list or a manager of the model's own: that of the app may be the one of other models too. */
function give(own: unknown, listening: readonly CaptureHandler[]): Given {
  const copy = field(own, 'copy')
  const callbacks =
    typeof copy === 'function' ? Reflect.apply(copy, own, [listening, false]) : [...handlersOf(own), ...listening]
  return { callbacks, listening, own, content: [...handlersOf(callbacks)], ownContent: [...handlersOf(own)] }
}

function without(callbacks: unknown, handlers: readonly unknown[]): unknown {
  if (!handlersOf(callbacks).some((handler) => handlers.includes(handler))) return callbacks
  if (Array.isArray(callbacks)) return callbacks.filter((handler) => !handlers.includes(handler))
  const copy = field(callbacks, 'copy')
  const others: unknown = typeof copy === 'function' ? Reflect.apply(copy, callbacks, []) : callbacks
  const remove = field(others, 'removeHandler')
  if (typeof remove === 'function') for (const handler of handlers) Reflect.apply(remove, others, [handler])
  return others
}

function handlersOf(callbacks: unknown): readonly unknown[] {
  const handlers = Array.isArray(callbacks) ? callbacks : field(callbacks, 'handlers')
  return Array.isArray(handlers) ? handlers : []
}

function isSameList(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((one, at) => one === right[at])
}
