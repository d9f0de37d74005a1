/** A method, whatever it takes. */
export type Method = (...values: readonly unknown[]) => unknown

/**
 * Puts other methods in the place of those of one object alone, and what they need to know under a symbol. They are
 * functions of a module, because to make some for each object costs several times as much.
 */
export function replaceMethods(
  target: object,
  key: symbol,
  known: object,
  methods: readonly (readonly [name: string, descriptor: PropertyDescriptor])[],
): void {
  Object.defineProperty(target, key, { value: known, writable: true, configurable: true })
  for (const [name, descriptor] of methods) Object.defineProperty(target, name, descriptor)
}

/** A method to put on objects as one of a class is: not listed among their properties. */
export function method(
  value: (this: never, ...values: readonly unknown[]) => unknown,
): readonly [string, PropertyDescriptor] {
  return [value.name, { value, writable: true, configurable: true }]
}

/** The method that an object has, or has from its class. */
export function methodOf(target: object, name: string): Method {
  const found: unknown = Reflect.get(target, name)
  return isMethod(found) ? found : missing
}

/** As `methodOf`, where a method of ours was put on an object that it was not made for. */
export function classMethodOf(target: object, name: string): Method {
  return methodOf(Object(Reflect.getPrototypeOf(target)), name)
}

function isMethod(value: unknown): value is Method {
  return typeof value === 'function'
}

function missing(): undefined {
  return undefined
}
