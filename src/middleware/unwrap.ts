// Registered symbols, so that wraps of a second copy of the package are known too.
const ORIGINAL = Symbol.for('finetap.original')
const UNDO_KEY = Symbol.for('finetap.undo.v1')

/** The value that a wrap was made of; a value that is no wrap is returned as it is. A wrap in place is undone. */
export function unwrap<Value extends object>(value: Value): Value {
  const undo = undos().get(value)
  if (undo !== undefined) {
    undos().delete(value)
    undo()
    return value
  }
  const original: unknown = Reflect.get(value, ORIGINAL)
  return isSame(original, value) ? original : value
}

/** True for what a wrap returned. */
export function isWrapped(value: object): boolean {
  return undos().has(value) || Reflect.get(value, ORIGINAL) !== undefined
}

/** For wraps that give back the very value: notes how `unwrap` undoes them. */
export function wrappedInPlace(value: object, undo: () => void): void {
  undos().set(value, undo)
}

/** True for the property by which `unwrap` asks a proxy for its target. */
export function asksForOriginal(property: string | symbol): boolean {
  return property === ORIGINAL
}

// A wrap has the type of what it wraps, so the original found under the registered symbol has it too.
function isSame<Value extends object>(original: unknown, wrap: Value): original is Value {
  return typeof original === typeof wrap && original !== null
}

type Undos = WeakMap<object, () => void>

function undos(): Undos {
  const shared: unknown = Reflect.get(globalThis, UNDO_KEY)
  if (isUndos(shared)) return shared
  const created: Undos = new WeakMap()
  Reflect.set(globalThis, UNDO_KEY, created)
  return created
}

function isUndos(value: unknown): value is Undos {
  return value instanceof WeakMap
}
