import { isJsonObject, jsonEqual, type Json, type JsonObject } from '../../core/json.ts'

/** Schemas are not followed deeper than this. */
const DEEPEST = 16
/** With these beside it a schema may mean anything. */
const ALTERNATIVES = ['$ref', 'anyOf', 'oneOf', 'allOf', 'not', 'if']

/**
 * True when a value plainly breaks a JSON Schema: a required key is missing, a value is of another type, or none of the
 * `enum`. Looks into `properties` and `items`. What else a schema may say is not looked at, and where it leaves a choice
 * (`anyOf`, `$ref`, …) nothing is; `null` for a key that may be absent counts as absent. Never true for a valid value.
 */
export function breaksSchema(value: Json, schema: Json | undefined, depth = 0): boolean {
  if (!isJsonObject(schema) || depth > DEEPEST || ALTERNATIVES.some((name) => Object.hasOwn(schema, name))) return false
  if (breaksType(value, schema['type'])) return true
  const choices = schema['enum']
  if (Array.isArray(choices) && !choices.some((choice: Json) => jsonEqual(choice, value))) return true
  if (Array.isArray(value)) {
    return value.some((item: Json) => breaksSchema(item, schema['items'], depth + 1))
  }
  return isJsonObject(value) && breaksProperties(value, schema, depth)
}

function breaksProperties(value: JsonObject, schema: JsonObject, depth: number): boolean {
  const required = requiredOf(schema)
  if (required.some((name) => !Object.hasOwn(value, name))) return true
  const { properties } = schema
  if (!isJsonObject(properties)) return false
  return Object.entries(value).some(([name, member]) => {
    const isAbsent = member === null && !required.includes(name)
    return !isAbsent && Object.hasOwn(properties, name) && breaksSchema(member, properties[name], depth + 1)
  })
}

/** Old schemas write `required: true` beside a property; that says nothing here. */
function requiredOf({ required }: JsonObject): readonly string[] {
  return Array.isArray(required) ? required.filter((name: Json) => typeof name === 'string') : []
}

function breaksType(value: Json, type: Json | undefined): boolean {
  const types: readonly Json[] = Array.isArray(type) ? type : type === undefined ? [] : [type]
  return types.length > 0 && !types.some((name) => isOf(value, name))
}

function isOf(value: Json, type: Json): boolean {
  // Gemini writes types in capitals.
  const name = typeof type === 'string' ? type.toLowerCase() : ''
  switch (name) {
    case 'object':
      return isJsonObject(value)
    case 'array':
      return Array.isArray(value)
    case 'integer':
      return Number.isInteger(value)
    case 'null':
      return value === null
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === name
    default:
      return true
  }
}
