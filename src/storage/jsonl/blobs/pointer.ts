import { isJsonObject, type Json } from '../../../core/json.ts'

export type Path = readonly (string | number)[]

/** The path as a JSON pointer (RFC 6901), such as `/request/messages/0/parts/0/text`. */
export function pointerOf(path: Path): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** The keys of a JSON pointer. */
export function pathOf(pointer: string): readonly string[] {
  const keys = pointer.split('/').slice(1)
  return keys.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** Copies no more than the way to the place; undefined when the path leads nowhere. */
export function replaceAt(value: Json, path: Path, replacement: Json, depth = 0): Json | undefined {
  const key = path[depth]
  if (key === undefined) return replacement
  if (isArray(value)) {
    const index = Number(key)
    const item = value[index]
    const replaced = item === undefined ? undefined : replaceAt(item, path, replacement, depth + 1)
    return replaced === undefined ? undefined : value.with(index, replaced)
  }
  if (!isJsonObject(value) || !Object.hasOwn(value, key)) return undefined
  const item = value[key]
  const replaced = item === undefined ? undefined : replaceAt(item, path, replacement, depth + 1)
  return replaced === undefined ? undefined : { ...value, [key]: replaced }
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
