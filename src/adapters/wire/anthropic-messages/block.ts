import type { Json, JsonObject } from '../../../core/json.ts'
import { snapshotJson } from '../../../core/snapshot.ts'

/** A content block of which pieces have come. */
export type Block = {
  /** As it was when it began. */
  readonly begun: JsonObject
  /** Of its text, or of its thoughts. */
  readonly text: string[]
  /** Of the JSON text of its input. */
  readonly input: string[]
  readonly citations: Json[]
  /** Fields that came whole. */
  last: JsonObject
}

/** The block as it would have come whole. */
export function finished({ begun, text, input, citations, last }: Block): JsonObject {
  const block: Record<string, Json> = { ...begun }
  if (text.length > 0) {
    const name = begun['type'] === 'thinking' ? 'thinking' : 'text'
    block[name] = textIn(begun, name) + text.join('')
  }
  if (input.length > 0) block['input'] = toInput(begun['type'], input.join(''))
  if (citations.length > 0) block['citations'] = [...listIn(begun, 'citations'), ...citations]
  return { ...block, ...last }
}

// A tool call keeps what its model wrote, even when it is no JSON.
function toInput(type: unknown, text: string): Json {
  if (type === 'tool_use') return text
  try {
    const input: unknown = JSON.parse(text)
    return snapshotJson(input)
  } catch {
    return text
  }
}

function textIn(block: JsonObject, name: string): string {
  const text = block[name]
  return typeof text === 'string' ? text : ''
}

function listIn(block: JsonObject, name: string): readonly Json[] {
  const list = block[name]
  return Array.isArray(list) ? list : []
}
