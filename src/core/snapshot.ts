import type { Json } from './json.ts'

const MAX_DEPTH = 64
const UNSAFE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * A JSON copy of any value, taken now: later changes of the original do not reach it.
 *
 * Never throws. What JSON cannot carry is replaced: BigInt by its decimal digits, dates by ISO 8601, URLs by their
 * text, bytes by a base64 data URI, Map and Set by arrays, errors by `{name, message}`, cycles by `"[circular]"`,
 * values below 64 levels by `"[too deep]"`, throwing getters by `"[unreadable]"`. Functions, symbols and `undefined`
 * are left out. The keys `__proto__`, `constructor` and `prototype` are left out, so that a reader who merges objects
 * cannot be poisoned.
 */
export function snapshotJson(value: unknown): Json {
  return copy(value, 0, new Set()) ?? null
}

function copy(value: unknown, depth: number, ancestors: Set<object>): Json | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'bigint':
      return value.toString()
    case 'object':
      return value === null ? null : copyObject(value, depth, ancestors)
    default:
      return undefined
  }
}

function copyObject(value: object, depth: number, ancestors: Set<object>): Json {
  if (ancestors.has(value)) return '[circular]'
  if (depth >= MAX_DEPTH) return '[too deep]'
  ancestors.add(value)
  try {
    return copyKnown(value) ?? copyContainer(value, depth, ancestors)
  } catch {
    return '[unreadable]'
  } finally {
    ancestors.delete(value)
  }
}

function copyKnown(value: object): Json | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (value instanceof URL) return value.href
  if (value instanceof Error) return { name: value.name, message: value.message }
  if (value instanceof ArrayBuffer) return bytesToDataUri(new Uint8Array(value))
  if (ArrayBuffer.isView(value)) return bytesToDataUri(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
  return undefined
}

function copyContainer(value: object, depth: number, ancestors: Set<object>): Json {
  if (Array.isArray(value)) return value.map((item) => copy(item, depth + 1, ancestors) ?? null)
  if (value instanceof Map || value instanceof Set) {
    return [...value].map((item) => copy(item, depth + 1, ancestors) ?? null)
  }
  const result: Record<string, Json> = {}
  for (const key of Object.keys(value)) {
    if (UNSAFE_KEYS.has(key)) continue
    const copied = copyProperty(value, key, depth, ancestors)
    if (copied !== undefined) result[key] = copied
  }
  return result
}

function copyProperty(owner: object, key: string, depth: number, ancestors: Set<object>): Json | undefined {
  try {
    return copy(Reflect.get(owner, key), depth + 1, ancestors)
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
