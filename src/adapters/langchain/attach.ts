import { field, listField } from '../../core/field.ts'
import type { CaptureHandler } from './handler.ts'
import { addHandler, hasHandler } from './model-callbacks.ts'
import { generateInside, streamInside } from './inside-run.ts'
import { canStream, leaveTokensOut } from './leave-tokens-out.ts'
import { noteOpening, tapEvents } from './model-events.ts'
import { tapStream } from './tap-stream.ts'

type Method = (this: unknown, ...values: unknown[]) => unknown

/** Methods that give back a model, or a chain with one in it. Some make a new one, without the callbacks of the old. */
const DERIVING = ['withConfig', 'bindTools', 'withStructuredOutput', '_getModelInstance'] as const

/** Puts a handler onto a model, and onto the models that are made of it later. Returns what takes it off again. */
export function attach(model: object, handler: CaptureHandler): () => void {
  const taken = [addHandler(model, handler), ...DERIVING.map((name) => deriveFrom(model, name, handler))]
  taken.push(replace(model, '_streamIterator', (own) => tapStream(own, handler)))
  taken.push(replace(model, '_generate', generateInside))
  // In this order, because what runs inside needs the manager that is left out.
  const streaming = (own: Method) => streamInside(leaveTokensOut(own))
  if (canStream(model)) taken.push(replace(model, '_streamResponseChunks', streaming))
  taken.push(replace(model, 'streamEvents', noteOpening))
  taken.push(replace(model, '_streamChatModelEvents', (own) => tapEvents(own, handler)))
  return () => {
    for (const undo of taken) undo()
  }
}

function deriveFrom(model: object, name: string, handler: CaptureHandler): () => void {
  return replace(
    model,
    name,
    (own) =>
      function derive(...values) {
        const derived = Reflect.apply(own, this, values)
        if (derived instanceof Promise) return derived.then((settled) => adopt(settled, handler))
        return adopt(derived, handler)
      },
  )
}

/** Puts the handler onto the models within a value, which comes back as it is. */
function adopt<Value>(value: Value, handler: CaptureHandler): Value {
  for (const model of modelsIn(value)) if (isNew(model, handler)) attach(model, handler)
  return value
}

// Frozen models stay as they are: what makes them must not fail for it.
function isNew(model: object, handler: CaptureHandler): boolean {
  return Object.isExtensible(model) && !hasHandler(model, handler)
}

const DEEPEST = 8

/** The chat models that a value is made of: itself, what a binding binds, steps of a sequence, fallbacks. */
export function modelsIn(value: unknown, depth = 0): readonly object[] {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return []
  if (isModel(value)) return [value]
  const within = [field(value, 'bound'), field(value, 'runnable')]
  within.push(...listField(value, 'steps'), ...listField(value, 'fallbacks'))
  return within.flatMap((step) => modelsIn(step, depth + 1))
}

/** Chat models and string models: both are invoked by prompt and look at `callbacks`. */
function isModel(value: object): boolean {
  return typeof field(value, 'generatePrompt') === 'function' && typeof field(value, 'invoke') === 'function'
}

/** Puts a method of the instance's own before that of its class. */
function replace(model: object, name: string, make: (own: Method) => Method): () => void {
  const own = field(model, name)
  if (!isMethod(own)) return () => {}
  const before = Reflect.getOwnPropertyDescriptor(model, name)
  const made = make(own)
  const enumerable = before?.enumerable === true
  Object.defineProperty(model, name, { value: made, configurable: true, writable: true, enumerable })
  return () => {
    if (field(model, name) !== made) return
    if (before === undefined) Reflect.deleteProperty(model, name)
    else Object.defineProperty(model, name, before)
  }
}

function isMethod(value: unknown): value is Method {
  return typeof value === 'function'
}
