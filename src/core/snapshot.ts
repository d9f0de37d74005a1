import type { Json } from './json.ts'

const MAX_DEPTH = 64
/** Shared references are copied at each place, so a small object can unfold to more than any memory holds. */
const MAX_VALUES = 1_000_000
const UNSAFE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** One copy in the making: the objects above the present one, which are few, and how many values may still be copied. */
type Pass = { readonly ancestors: object[]; left: number }

/**
 * A JSON copy of any value, taken now: later changes of the original do not reach it.
 *
 * Never throws. What JSON cannot carry is replaced: BigInt by its decimal digits, dates by ISO 8601, URLs by their
 * text, bytes by a base64 data URI, Map and Set by arrays, errors by `{name, message}`, cycles by `"[circular]"`,
 * values below 64 levels by `"[too deep]"`, what lies behind the first million values by `"[too large]"`, throwing
 * getters by `"[unreadable]"`. Functions, symbols and `undefined` are left out. The keys `__proto__`, `constructor` and
 * `prototype` are left out, so that a reader who merges objects cannot be poisoned.
 */
export function snapshotJson(value: unknown): Json {
  return copy(value, 0, { ancestors: [], left: MAX_VALUES }) ?? null
}

function copy(value: unknown, depth: number, pass: Pass): Json | undefined {
  pass.left -= 1
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'bigint':
      return value.toString()
    case 'object':
      return value === null ? null : copyObject(value, depth, pass)
    default:
      return undefined
  }
}

function copyObject(value: object, depth: number, pass: Pass): Json {
  if (pass.ancestors.includes(value)) return '[circular]'
  if (depth >= MAX_DEPTH) return '[too deep]'
  pass.ancestors.push(value)
  try {
    return copyKnown(value) ?? copyContainer(value, depth, pass)
  } catch {
    return '[unreadable]'
  } finally {
    pass.ancestors.pop()
  }
}

function copyKnown(value: object): Json | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (value instanceof URL) return value.href
  if (value instanceof Error) return copyError(value)
  if (value instanceof ArrayBuffer) return bytesToDataUri(new Uint8Array(value))
  if (ArrayBuffer.isView(value)) return bytesToDataUri(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
  return undefined
}

// Typed as unknown, because libraries put objects and numbers into these two fields.
function copyError({ name, message }: { readonly name: unknown; readonly message: unknown }): Json {
  return { name: String(name), message: String(message) }
}

function copyContainer(value: object, depth: number, pass: Pass): Json {
  if (Array.isArray(value)) return copyList(value, depth, pass)
  if (value instanceof Map || value instanceof Set) return copyList([...value], depth, pass)
  const result: Record<string, Json> = {}
  for (const key of Object.keys(value)) {
    if (UNSAFE_KEYS.has(key)) continue
    if (pass.left <= 0) {
      result[key] = '[too large]'
      break
    }
    const copied = copyField(value, key, depth, pass)
    if (copied !== undefined) result[key] = copied
  }
  return result
}

function copyField(owner: object, key: string, depth: number, pass: Pass): Json | undefined {
  try {
    return copy(Reflect.get(owner, key), depth + 1, pass)
  } catch {
    return '[unreadable]'
  }
}

// Index by index: `map` would keep holes, run the code of a subclass, and lose the whole list to one throwing element.
function copyList(list: readonly unknown[], depth: number, pass: Pass): Json {
  const result: Json[] = []
  for (let index = 0; index < list.length && pass.left > 0; index += 1) {
    result.push(copyElement(list, index, depth, pass))
  }
  if (result.length < list.length) result.push('[too large]')
  return result
}

function copyElement(list: readonly unknown[], index: number, depth: number, pass: Pass): Json {
  try {
    return copy(list[index], depth + 1, pass) ?? null
  } catch {
    return '[unreadable]'
  }
}

/** Bytes as `data:<mediaType>;base64,…`, the form in which the record carries binary content. */
export function bytesToDataUri(bytes: Uint8Array, mediaType = 'application/octet-stream'): string {
  const chunks: string[] = []
  // String.fromCharCode takes its bytes as arguments, whose number is limited.
  for (let start = 0; start < bytes.length; start += 32_768) {
    chunks.push(String.fromCharCode(...bytes.subarray(start, start + 32_768)))
  }
  return `data:${mediaType};base64,${btoa(chunks.join(''))}`
}
