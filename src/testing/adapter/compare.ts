import assert from 'node:assert/strict'
import { inspect, isDeepStrictEqual } from 'node:util'

/** The same seen with the raw client and with the wrapped one. */
export type Pair<Seen> = { readonly raw: Seen; readonly wrapped: Seen }

const MAX_DEPTH = 20
const SHORT = { depth: 2, maxArrayLength: 10, maxStringLength: 200 }
// Ports and byte counts of the connection.
const VOLATILE: ReadonlySet<string> = new Set(['socket'])

/** Fails with the complaint and the first difference, unless the wrapped client gave what the raw one gives. */
export function assertSame(pair: Pair<unknown>, complaint: string): void {
  const [raw, wrapped] = [plain(pair.raw), plain(pair.wrapped)]
  if (isDeepStrictEqual(wrapped, raw)) return
  // Not a diff of all of it, which takes for ever when an answer is long.
  throw new assert.AssertionError({ message: `${complaint}: ${firstDifference(raw, wrapped)}` })
}

/** Class and fields of a value, for values that are not equal by themselves, such as two promises. */
export function shapeOf(value: unknown): unknown {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return typeof value
  // Node gives some streams a `constructor` of their own; the fields of bytes are the bytes.
  const fields = ArrayBuffer.isView(value) ? [] : Object.keys(value).filter((key) => key !== 'constructor')
  return { class: classOf(value), fields }
}

const classes = new Map<object | null, string>()

/** A name that stands for one class and no other of the same name. */
function classOf(value: object): string {
  const prototype = Reflect.getPrototypeOf(value)
  const known = classes.get(prototype)
  if (known !== undefined) return known
  const constructor: unknown = prototype === null ? undefined : Reflect.get(prototype, 'constructor')
  const name = `${typeof constructor === 'function' ? constructor.name : 'object'} (class ${classes.size})`
  classes.set(prototype, name)
  return name
}

/** Errors by what an app can tell of them; everything else as it is. */
function plain(value: unknown, seen: ReadonlySet<object> = new Set()): unknown {
  if (typeof value !== 'object' || value === null || seen.has(value)) return value
  const within = new Set(seen).add(value)
  if (value instanceof Error) return describe(value, within)
  if (Array.isArray(value)) return value.map((item) => plain(item, within))
  if (!isPlain(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, within)]))
}

function describe(error: Error, seen: ReadonlySet<object>): unknown {
  const fields = Object.entries(error).filter(([key]) => !VOLATILE.has(key))
  return {
    class: classOf(error),
    name: error.name,
    message: error.message,
    cause: plain(error.cause, seen),
    fields: Object.fromEntries(fields.map(([key, value]) => [key, plain(value, seen)])),
  }
}

function firstDifference(raw: unknown, wrapped: unknown, path = '', depth = 0): string {
  const inner = depth < MAX_DEPTH && isContainer(raw) && isContainer(wrapped) && shapesEqual(raw, wrapped)
  if (inner) {
    const key = Object.keys(raw).find((name) => !isDeepStrictEqual(Reflect.get(raw, name), Reflect.get(wrapped, name)))
    if (key !== undefined) {
      return firstDifference(Reflect.get(raw, key), Reflect.get(wrapped, key), `${path}[${inspect(key)}]`, depth + 1)
    }
  }
  const place = path === '' ? '' : `at ${path} `
  return `${place}with the adapter ${inspect(wrapped, SHORT)}, without it ${inspect(raw, SHORT)}`
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)
}

function shapesEqual(raw: object, wrapped: object): boolean {
  return isDeepStrictEqual(shapeOf(raw), shapeOf(wrapped))
}

function isPlain(value: object): boolean {
  return Reflect.getPrototypeOf(value) === Object.prototype
}
