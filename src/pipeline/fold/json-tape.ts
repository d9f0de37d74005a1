/** Deeper JSON is left to the fingerprints. */
const DEEPEST = 100

// Names and values of JSON are never these.
const LIST = Symbol('list')
const OBJECT = Symbol('object')
const END = Symbol('end')

/** A JSON value laid out in the order of its text, to be compared with others in one walk. */
export type JsonTape = readonly unknown[]

/** Undefined where it is hard to tell what its JSON text is. */
export function tapeOf(value: unknown): JsonTape | undefined {
  const tape: unknown[] = []
  return write(tape, value, 0) ? tape : undefined
}

/** True for a value with the same JSON text, with its fields in the same order; false where it is hard to tell. */
export function isOnTape(tape: JsonTape, value: unknown): boolean {
  return placeBehind(tape, 0, value) === tape.length
}

function write(tape: unknown[], value: unknown, depth: number): boolean {
  if (!isObject(value)) {
    tape.push(value)
    return true
  }
  if (depth > DEEPEST) return false
  if (Array.isArray(value)) {
    tape.push(LIST, value.length)
    return value.every((item) => write(tape, item, depth + 1))
  }
  if (!isPlain(value)) return false
  tape.push(OBJECT)
  for (const name in value) {
    tape.push(name)
    if (!write(tape, value[name], depth + 1)) return false
  }
  tape.push(END)
  return true
}

const NOWHERE = -1

/** The place behind the value that begins here; nowhere when it is another one. */
function placeBehind(tape: JsonTape, start: number, value: unknown): number {
  const found = tape[start]
  if (!isObject(value)) return found === value ? start + 1 : NOWHERE
  if (Array.isArray(value)) {
    if (found !== LIST || tape[start + 1] !== value.length) return NOWHERE
    let at = start + 2
    for (let index = 0; index < value.length && at !== NOWHERE; index += 1) at = placeBehind(tape, at, value[index])
    return at
  }
  if (found !== OBJECT || !isPlain(value)) return NOWHERE
  let at = start + 1
  for (const name in value) {
    // In the same order, since the order is part of the JSON text.
    if (tape[at] !== name) return NOWHERE
    at = placeBehind(tape, at + 1, value[name])
    if (at === NOWHERE) return NOWHERE
  }
  return tape[at] === END ? at + 1 : NOWHERE
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null
}

/** Of a class of its own JSON may hold anything. */
function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype
}
