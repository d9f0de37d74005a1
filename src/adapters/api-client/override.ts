/** A function of another package, of which nothing is known. */
export type AnyFunction = (...values: unknown[]) => unknown

export function isFunction(value: unknown): value is AnyFunction {
  return typeof value === 'function'
}

/**
 * Puts another method in the place of an object's own or inherited one. On the object itself, so that the object stays the
 * one that the app knows; its enumerable keys stay the same.
 */
export function override(target: object, name: string, replacement: (own: AnyFunction) => AnyFunction): void {
  const own: unknown = Reflect.get(target, name)
  if (typeof own !== 'function') return
  const enumerable = Reflect.getOwnPropertyDescriptor(target, name)?.enumerable ?? false
  const value = shapedLike(
    own,
    replacement((...values) => Reflect.apply(own, target, values)),
  )
  Object.defineProperty(target, name, { value, enumerable, configurable: true, writable: true })
}

/** Gives a function the name and the length of the one that it stands in for. */
export function shapedLike(own: Function, replacement: AnyFunction): AnyFunction {
  return Object.defineProperties(replacement, {
    name: { value: own.name, configurable: true },
    length: { value: own.length, configurable: true },
  })
}
