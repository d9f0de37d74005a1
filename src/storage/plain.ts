import { FinetapError } from '../core/errors.ts'
import { isJsonObject } from '../core/json.ts'

/** Far beyond any record, and far below where JSON.stringify runs out of stack. */
const MAX_DEPTH = 1_000

/**
 * Refuses an event that JSON would change or not carry at all: what a store keeps has to come back as it was given.
 * Fields that are `undefined` count as absent, and the zero that is negative as zero.
 *
 * @throws FinetapError `record_invalid`
 */
export function requirePlain(event: object): void {
  let fault: string | undefined
  try {
    fault = faultWithin(event, 1)
  } catch (cause) {
    throw invalidEvent(event, cause)
  }
  if (fault !== undefined) throw invalidEvent(event, `it holds ${fault}`)
}

/** What an event is refused with, whatever it is: nothing of it is read that could throw. */
export function invalidEvent(event: unknown, cause: unknown): FinetapError {
  return new FinetapError('record_invalid', {
    what: `The event ${nameOf(event)} cannot be written as JSON`,
    why: cause instanceof Error ? cause.message : typeof cause === 'string' ? cause : 'a field cannot be read',
    fix: 'append plain JSON values: no cycles, no BigInt, no objects of classes, not thousands of levels deep',
    ...(typeof cause === 'string' ? {} : { cause }),
  })
}

/** The id of an event, for an error. Never throws. */
export function nameOf(event: unknown): string {
  try {
    const id: unknown = Reflect.get(Object(event), 'id')
    return typeof id === 'string' ? JSON.stringify(id) : '(without id)'
  } catch {
    return '(without id)'
  }
}

function faultOf(value: unknown, depth: number): string | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined
    case 'number':
      return Number.isFinite(value) ? undefined : `the number ${value}`
    case 'object':
      return value === null ? undefined : faultWithin(value, depth + 1)
    default:
      return `a value of type ${typeof value}`
  }
}

function faultWithin(value: object, depth: number): string | undefined {
  if (depth > MAX_DEPTH) return `a cycle, or more than ${MAX_DEPTH} levels`
  if (Array.isArray(value)) return faultOfItems(value, depth)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null && !isPlainOfElsewhere(prototype)) {
    return `an object of a class: ${Object.prototype.toString.call(value)}`
  }
  if (!isJsonObject(value)) return undefined
  for (const key in value) {
    const item = value[key]
    const fault = item === undefined ? undefined : faultOf(item, depth)
    // What an app has added to all objects is written by nobody.
    if (fault !== undefined && Object.hasOwn(value, key)) return fault
  }
  return undefined
}

function faultOfItems(list: readonly unknown[], depth: number): string | undefined {
  for (let index = 0; index < list.length; index += 1) {
    const fault = faultOf(list[index], depth)
    if (fault !== undefined) return fault
  }
  return 'toJSON' in list ? 'a list with a toJSON of its own' : undefined
}

/** Plain objects of another realm, such as those of a test runner's sandbox, have a prototype of their own. */
function isPlainOfElsewhere(prototype: unknown): boolean {
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(Object(prototype), 'isPrototypeOf')
}
