type Schema = { readonly [keyword: string]: unknown }

const ANNOTATIONS = new Set(['$schema', '$id', '$defs', 'title', 'description', 'format'])

/**
 * Whether a value fits a schema, by the rules of JSON Schema 2020-12 for the keywords that the published schema uses.
 * Any other keyword is an error of the test: it would be passed over in silence.
 */
export function fits(value: unknown, schema: unknown, root: Schema): boolean {
  return Object.entries(asSchema(schema)).every(([keyword, rule]) => {
    if (ANNOTATIONS.has(keyword)) return true
    const check = KEYWORDS[keyword]
    if (check === undefined) throw new Error(`The checker does not know the keyword ${keyword}`)
    return check(value, rule, root, asSchema(schema))
  })
}

type Check = (value: unknown, rule: unknown, root: Schema, schema: Schema) => boolean

const KEYWORDS: { readonly [keyword: string]: Check } = {
  $ref: (value, rule, root) => fits(value, definition(rule, root), root),
  type: (value, rule) => list(rule).includes(typeOf(value)) || (rule === 'number' && typeOf(value) === 'integer'),
  const: (value, rule) => value === rule,
  enum: (value, rule) => list(rule).includes(value),
  not: (value, rule, root) => !fits(value, rule, root),
  anyOf: (value, rule, root) => list(rule).some((option) => fits(value, option, root)),
  allOf: (value, rule, root) => list(rule).every((option) => fits(value, option, root)),
  oneOf: (value, rule, root) => list(rule).filter((option) => fits(value, option, root)).length === 1,
  required: (value, rule) => !isObject(value) || list(rule).every((key) => Object.hasOwn(value, String(key))),
  properties: (value, rule, root) =>
    !isObject(value) ||
    Object.entries(asSchema(rule)).every(
      ([key, schema]) => !Object.hasOwn(value, key) || fits(value[key], schema, root),
    ),
  additionalProperties: (value, rule, root, { properties }) =>
    !isObject(value) ||
    Object.entries(value).every(
      ([key, item]) => (isObject(properties) && Object.hasOwn(properties, key)) || fits(item, rule, root),
    ),
  propertyNames: (value, rule, root) => !isObject(value) || Object.keys(value).every((key) => fits(key, rule, root)),
  items: (value, rule, root) => !Array.isArray(value) || value.every((item) => fits(item, rule, root)),
  minLength: (value, rule) => typeof value !== 'string' || Array.from(value).length >= Number(rule),
  pattern: (value, rule) => typeof value !== 'string' || new RegExp(String(rule), 'u').test(value),
  minimum: (value, rule) => typeof value !== 'number' || value >= Number(rule),
  maximum: (value, rule) => typeof value !== 'number' || value <= Number(rule),
}

function definition(reference: unknown, root: Schema): unknown {
  const name = String(reference).replace(/^#\/\$defs\//, '')
  const found = asSchema(root['$defs'])[name]
  if (found === undefined) throw new Error(`There is no definition ${String(reference)}`)
  return found
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

function list(rule: unknown): readonly unknown[] {
  return Array.isArray(rule) ? rule : [rule]
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function asSchema(value: unknown): Schema {
  if (!isObject(value)) throw new Error(`Expected a schema, found ${JSON.stringify(value)}`)
  return value
}
