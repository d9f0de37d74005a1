import { field, textField } from '../../../core/field.ts'

const NAMED_BY = ['type', 'event', 'kind'] as const

// Apps tell their pages what goes on, beside the answer.
const SAYS_NOTHING =
  /^(start|open|connect|session|init|conversation|id$|status|progress|state|meta|ping|heartbeat|keep-?alive|info|debug|log|title|source|citation|document|usage|tool|function|step|image|audio|user|suggest)/i
const SAYS_THOUGHT = /^(reason|think|thought)/i
const SAYS_END =
  /^((message|stream|response|text|answer)[_-])?(done|end|ended|complete|completed|finish|finished|final|close|stop)$/i

/** What an event says it is: by its name, or by the field that names it; empty when nothing does. */
export function kindOf(event: string, json: unknown): string {
  if (event !== '' && event !== 'message') return event
  return NAMED_BY.map((key) => textField(json, key)).find((name) => name !== undefined) ?? ''
}

/** True for an event that belongs to the answer's surroundings. */
export function saysNothing(kind: string): boolean {
  return SAYS_NOTHING.test(kind)
}

export function saysThought(kind: string): boolean {
  return SAYS_THOUGHT.test(kind)
}

/** True for the last event of an answer. */
export function saysEnd(kind: string, json: unknown): boolean {
  return SAYS_END.test(kind) || field(json, 'done') === true
}

/** What a model thought, which apps send beside what it said. */
export function thoughtIn(json: unknown): string {
  const keys = ['reasoning', 'thinking', 'reasoning_content', 'thought']
  return keys.map((key) => textField(json, key)).find((text) => text !== undefined) ?? ''
}
