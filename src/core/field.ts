/**
 * Reads `value[key]` of anything: `undefined` when there is no such thing. For objects of other packages, whose shapes
 * differ from version to version.
 */
export function field(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined
}

// For the type alone: Reflect.get takes several times as long as an index, and this is run dozens of times in each call.
function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null
}

/** `value[key]` when it is a string, and not empty. */
export function textField(value: unknown, key: string): string | undefined {
  const found = field(value, key)
  return typeof found === 'string' && found !== '' ? found : undefined
}

/** `value[key]` when it is a finite number. */
export function numberField(value: unknown, key: string): number | undefined {
  const found = field(value, key)
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined
}

/** `value[key]` when it is an array, else an empty one. */
export function listField(value: unknown, key: string): readonly unknown[] {
  const found = field(value, key)
  // A copy has no holes, which map would keep.
  return Array.isArray(found) ? [...found] : []
}

/** The entries whose value is defined: for building records whose unknown fields are absent. */
export function defined<Fields extends object>(
  fields: Fields,
): { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> }
export function defined(fields: object): object {
  // A loop: it is run several times in each captured call, and entries, filter and fromEntries cost three times as much.
  const result: { [key: string]: unknown } = {}
  for (const key in fields) {
    const value = field(fields, key)
    if (value !== undefined) result[key] = value
  }
  return result
}
