import { z } from 'zod'

/**
 * One of the known words, or a later one.
 *
 * For words that only describe: a reader who does not know one takes it for the least it can mean, so that a later
 * version may add to the list without raising `v`. Words that decide what an event is about or whether something is
 * trained are closed (`z.enum`): no reader may guess them. The type promises the known words, as core does.
 */
export function openChoice<const Known extends string>(known: readonly Known[]): z.ZodType<Known> {
  return z
    .custom<Known>((value) => typeof value === 'string' && value !== '', `expected text, such as ${known.join(', ')}`)
    .meta({ anyOf: [{ enum: [...known] }, { type: 'string', minLength: 1 }] })
}
