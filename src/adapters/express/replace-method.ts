/** Calls what was there before, on the object on which it was called. */
export type Original = (values: readonly unknown[]) => unknown

/** Puts another method in the place of one of this object alone. */
export function replaceMethod(
  target: object,
  name: string,
  run: (original: Original, values: readonly unknown[]) => unknown,
): void {
  const original: unknown = Reflect.get(target, name)
  if (typeof original !== 'function') return
  const named = {
    [name](this: unknown, ...values: readonly unknown[]): unknown {
      return run((given) => Reflect.apply(original, this, given), values)
    },
  }
  // As a method of a class is: not listed among the properties of the object.
  Reflect.defineProperty(target, name, { value: named[name], writable: true, configurable: true })
}
