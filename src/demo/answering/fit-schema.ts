import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts'
import { fitNumber, fitText } from './fit-value.ts'
import type { Filling } from './answer.ts'

const MAX_DEPTH = 12

/**
 * A value that fits a JSON Schema, filled from an answer: `{answer, topic, language, …}` by the names of the properties.
 *
 * For simple schemas: objects, arrays, enums, constants, unions, `$ref` within the document, lengths and ranges.
 * `pattern`, `not` and conditions are not looked at. Optional properties are filled too.
 */
export function fitSchema(schema: Json, filling: Filling): Json {
  return fit(schema, { filling, root: schema, name: 'answer', depth: 0 })
}

type Place = {
  readonly filling: Filling
  readonly root: Json
  /** The property that the value is for. */
  readonly name: string
  readonly depth: number
}

function fit(given: Json, place: Place): Json {
  const schema = isJsonObject(given) ? resolve(given, place.root) : {}
  if (schema['const'] !== undefined) return schema['const']
  if (Array.isArray(schema['enum'])) return fitEnum(schema['enum'], place)
  const [union] = [schema['anyOf'], schema['oneOf']].filter((branches) => Array.isArray(branches))
  if (union !== undefined) return fit(preferred(union), deeper(place))
  if (Array.isArray(schema['allOf'])) return fit(merge(schema['allOf'], schema, place.root), deeper(place))
  switch (typeOf(schema)) {
    case 'object':
      return fitObject(schema, place)
    case 'array':
      return fitArray(schema, place)
    case 'string':
      return fitText(schema, place.name, place.filling)
    case 'integer':
    case 'number':
      return fitNumber(schema, place.name, place.filling)
    case 'boolean':
      return place.filling.found
    default:
      return null
  }
}

function resolve(schema: JsonObject, root: Json): JsonObject {
  let current = schema
  // A reference to a reference to itself would never end.
  for (let hops = 0; typeof current['$ref'] === 'string' && hops < MAX_DEPTH; hops += 1) {
    const path = current['$ref'].split('/').slice(1)
    let target: Json | undefined = root
    for (const step of path) {
      const key = step.replace(/~1/g, '/').replace(/~0/g, '~')
      target = isJsonObject(target) ? target[key] : undefined
    }
    current = isJsonObject(target) ? target : {}
  }
  return current
}

function fitEnum(values: readonly Json[], { filling }: Place): Json {
  const known: readonly Json[] = [filling.topic, filling.language, filling.source]
  const text = filling.answer.toLowerCase()
  return (
    values.find((value) => known.includes(value)) ??
    values.find((value) => typeof value === 'string' && value.length > 3 && text.includes(value.toLowerCase())) ??
    values[0] ??
    null
  )
}

/** The first branch that is not `null`. */
function preferred(branches: readonly Json[]): Json {
  return branches.find((branch) => !isJsonObject(branch) || branch['type'] !== 'null') ?? branches[0] ?? {}
}

function merge(branches: readonly Json[], schema: JsonObject, root: Json): JsonObject {
  const { allOf: _, ...own } = schema
  const parts = [...branches.map((branch) => (isJsonObject(branch) ? resolve(branch, root) : {})), own]
  const properties = parts.map((part) => part['properties']).filter((part) => isJsonObject(part))
  const required = parts.flatMap((part) => (Array.isArray(part['required']) ? part['required'] : []))
  return Object.assign(
    {},
    ...parts,
    { required },
    properties.length === 0 ? {} : { properties: Object.assign({}, ...properties) },
  )
}

function typeOf(schema: JsonObject): Json | undefined {
  const { type } = schema
  if (Array.isArray(type)) return type.find((one) => one !== 'null') ?? 'null'
  if (type !== undefined) return type
  if (schema['properties'] !== undefined) return 'object'
  return schema['items'] === undefined ? 'string' : 'array'
}

function fitObject(schema: JsonObject, place: Place): JsonObject {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {}
  const required: readonly Json[] = Array.isArray(schema['required']) ? schema['required'] : []
  // Below the limit only what must be there is filled, so that schemas that hold themselves come to an end.
  const names = Object.keys(properties).filter((name) => place.depth < MAX_DEPTH / 2 || required.includes(name))
  if (place.depth >= MAX_DEPTH) return {}
  return Object.fromEntries(names.map((name) => [name, fit(properties[name] ?? {}, { ...deeper(place), name })]))
}

function fitArray(schema: JsonObject, place: Place): readonly Json[] {
  const least = typeof schema['minItems'] === 'number' ? schema['minItems'] : 1
  const most = typeof schema['maxItems'] === 'number' ? schema['maxItems'] : Math.max(1, least)
  if (place.depth >= MAX_DEPTH / 2 && least === 0) return []
  if (place.depth >= MAX_DEPTH) return []
  if (Array.isArray(schema['prefixItems'])) return schema['prefixItems'].map((item: Json) => fit(item, deeper(place)))
  const length = Math.min(Math.max(1, least), most)
  return Array.from({ length }, () => fit(schema['items'] ?? {}, deeper(place)))
}

function deeper(place: Place): Place {
  return { ...place, depth: place.depth + 1 }
}
