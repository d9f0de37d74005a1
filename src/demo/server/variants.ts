import { numberField } from '../../core/field.ts'
import type { JsonObject } from '../../core/json.ts'
import { hashText } from '../answering/wording.ts'
import type { TurnMessage } from '../answering/turn.ts'

/** A conversation and which answer to it is due. */
export type Asked = {
  /** The same for the same conversation, in every process. */
  readonly key: number
  readonly variant: number
}

/** How many conversations are remembered; the oldest is forgotten first. */
const REMEMBERED = 10_000

/**
 * Chooses among the variants of an answer. `options.seed` decides alone, temperature 0 always gives the first; else it
 * is how often the same messages were sent to this server, so that a regenerated answer is another one.
 */
export function createVariants(): (messages: readonly TurnMessage[], body: JsonObject) => Asked {
  const counts = new Map<number, number>()
  return (messages, body) => {
    const key = hashText(JSON.stringify(messages.map(({ role, content }) => [role, content])))
    const seed = numberField(body['options'], 'seed')
    if (seed !== undefined) return { key, variant: seed }
    if (numberField(body['options'], 'temperature') === 0) return { key, variant: 0 }
    const variant = counts.get(key) ?? 0
    counts.delete(key)
    counts.set(key, variant + 1)
    const [oldest] = counts.keys()
    if (counts.size > REMEMBERED && oldest !== undefined) counts.delete(oldest)
    return { key, variant }
  }
}
