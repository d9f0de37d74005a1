// Rivals are installed by bench/package.json, so a fresh clone is checked without them: what they export is looked up
// by name when a bench runs.

/** What a package exports. */
export async function load(name: string): Promise<object> {
  const loaded: unknown = await import(name)
  return objectOf(loaded, name)
}

/** `new owner[name](...values)` */
export function create(owner: object, name: string, ...values: readonly unknown[]): object {
  const made: unknown = Reflect.construct(member(owner, name), values)
  return objectOf(made, name)
}

/** `owner[name](...values)` */
export function call(owner: object, name: string, ...values: readonly unknown[]): unknown {
  return Reflect.apply(member(owner, name), owner, values)
}

export function objectOf(value: unknown, name: string): object {
  if ((typeof value === 'object' && value !== null) || typeof value === 'function') return value
  throw new TypeError(`${name} is no object`)
}

export function member(owner: object, name: string): Function {
  const found: unknown = Reflect.get(owner, name)
  if (typeof found === 'function') return found
  throw new TypeError(`there is no function ${name}`)
}
