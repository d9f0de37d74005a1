import type { JsonObject } from '../core/json.ts'
import { maskJsonObject, type Masking } from './mask-json.ts'

/** Says by which standard a schema is written: the same for everybody. */
const STANDARD = '$schema'
/** Where parts of a schema are, and pointers to them. */
const ADDRESSES: ReadonlySet<string> = new Set(['$id', '$ref', '$anchor', '$dynamicRef', '$dynamicAnchor'])

/**
 * A JSON Schema with its strings and the names of its properties masked: a name is masked everywhere alike, in `required`
 * and in pointers too. Addresses of schemas are no personal data as a whole, but what stands between their slashes may be.
 */
export function maskSchema(schema: JsonObject, masking: Masking): JsonObject {
  const names = new Map<string, string>()
  const taken = new Set<string>()

  function nameOf(name: string): string {
    const known = names.get(name)
    if (known !== undefined) return known
    const masked = masking.text(name)
    if (masked === name) return name
    let free = masked
    for (let count = 2; taken.has(free); count += 1) free = `${masked}_${count}`
    taken.add(free)
    names.set(name, free)
    return free
  }

  const addressOf = (address: string): string =>
    address
      .split(/([/#?&=])/)
      .map(nameOf)
      .join('')

  return maskJsonObject(schema, {
    ...masking,
    keys: 'mask',
    key: nameOf,
    skip: (key) => key === STANDARD,
    text(text, name = '') {
      if (ADDRESSES.has(name)) return addressOf(text)
      return name === 'required' ? nameOf(text) : masking.text(text, name)
    },
  })
}
