import { field } from '../../../core/field.ts'

/** Finds the text in an object of an app's own making. */
export type TextField = (json: unknown) => string | undefined

// The names that apps give to it; the more telling ones first.
const NAMES = [
  'token',
  'delta',
  'text',
  'content',
  'chunk',
  'answer',
  'response',
  'reply',
  'completion',
  'output',
  'message',
  'value',
  'data',
] as const
const INNER = ['content', 'text', 'token', 'delta', 'answer', 'value'] as const

/** Finds the text in the events of one stream: what the first one has it in, all have, whatever else they carry. */
export function createTextField(): TextField {
  let found: TextField | undefined
  return (json) => {
    if (found !== undefined) return found(json)
    const read = FIELDS.find((candidate) => candidate(json) !== undefined)
    const text = read?.(json)
    // An empty one may be there for want of another.
    if (text !== undefined && text !== '') found = read
    return text
  }
}

const FIELDS: readonly TextField[] = [
  ...NAMES.map(
    (name): TextField =>
      (json) =>
        textAt(json, name),
  ),
  ...NAMES.flatMap((name) =>
    INNER.map(
      (inner): TextField =>
        (json) =>
          textAt(field(json, name), inner),
    ),
  ),
]

function textAt(json: unknown, name: string): string | undefined {
  const text = field(json, name)
  return typeof text === 'string' ? text : undefined
}
