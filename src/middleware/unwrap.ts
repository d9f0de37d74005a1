// Registered symbols, so that wraps of a second copy of the package are known too.
const ORIGINAL = Symbol.for('finetap.original')

/** The value that a wrap was made of; a value that is no wrap is returned as it is. */
export function unwrap<Value extends object>(value: Value): Value {
  const original: unknown = Reflect.get(value, ORIGINAL)
  return isSame(original, value) ? original : value
}

/** True for what a wrap returned. */
export function isWrapped(value: object): boolean {
  return Reflect.get(value, ORIGINAL) !== undefined
}

/** True for the property by which `unwrap` asks a proxy for its target. */
export function asksForOriginal(property: string | symbol): boolean {
  return property === ORIGINAL
}

// A wrap has the type of what it wraps, so the original found under the registered symbol has it too.
function isSame<Value extends object>(original: unknown, wrap: Value): original is Value {
  return typeof original === typeof wrap && original !== null
}
