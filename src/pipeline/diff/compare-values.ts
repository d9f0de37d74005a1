import { isJsonObject, jsonEqual, type Json } from '../../core/json.ts'

/** A setting or count that differs. A side that lacks it has no such field. */
export type ValueChange = { readonly path: string; readonly before?: Json; readonly after?: Json }

/** What differs between two JSON values, leaf by leaf; lists of named things are compared by name. */
export function compareValues(
  before: Json | undefined,
  after: Json | undefined,
  path: string = '',
): readonly ValueChange[] {
  if (jsonEqual(before, after)) return []
  const [a, b] = [byName(before), byName(after)]
  if (!isJsonObject(a) || !isJsonObject(b)) {
    return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }]
  }
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  return keys.flatMap((key) => compareValues(a[key], b[key], path === '' ? key : `${path}.${key}`))
}

/** A list of named and versioned things as an object of versions: to add a step must not show every later one as changed. */
function byName(value: Json | undefined): Json | undefined {
  if (!isList(value) || value.length === 0) return value
  const entries: [string, Json][] = []
  for (const item of value) {
    const { name, ...rest } = isJsonObject(item) ? item : {}
    if (typeof name !== 'string') return value
    entries.push([name, rest])
  }
  return Object.fromEntries(entries)
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}
