import type { Example } from '../core/example.ts'
import { isJsonObject } from '../core/json.ts'
import type { StepResult } from '../core/step.ts'

/** What a step gave back is none of what it may give. Its message quotes no chat. */
export class Unaccountable extends TypeError {}

/**
 * Refuses a result that would make the report a lie: a step may not lose track of an example or its generations.
 *
 * @throws Unaccountable
 */
export function refuseUnaccountable(before: Example, result: StepResult): void {
  const after = result.example
  if (result.kind !== 'keep' && result.kind !== 'drop') throw new Unaccountable('it returned neither keep() nor drop()')
  if (!isExample(after)) throw new Unaccountable('it returned something that is no example')
  if (result.kind === 'drop' && typeof result.reason !== 'string')
    throw new Unaccountable('it dropped without a reason')
  if (after.id !== before.id) throw new Unaccountable('it changed the id, by which the report names the example')
  const same = after.generationIds.length === before.generationIds.length
  if (!same || after.generationIds.some((id, index) => id !== before.generationIds[index])) {
    throw new Unaccountable('it changed generationIds, by which the report accounts for every generation')
  }
  if (after.excluded !== before.excluded) refuseLostExclusions(before, after)
}

function refuseLostExclusions(before: Example, after: Example): void {
  const excluded = new Set(after.excluded.map(({ generationId }) => generationId))
  const known = after.excluded.every(({ generationId }) => after.generationIds.includes(generationId))
  const kept = before.excluded.every(({ generationId }) => excluded.has(generationId))
  if (!known || !kept || excluded.size !== after.excluded.length) {
    throw new Unaccountable('it may only add to excluded, each generation of the example once')
  }
}

// Steps may be plain JavaScript; what is no example would fail far from the step that made it.
function isExample({ id, group, startedAt, messages, flags, redactions }: Partial<Example>): boolean {
  const isText = [id, group, startedAt].every((value) => typeof value === 'string')
  const areMessages = Array.isArray(messages) && messages.every((entry) => Array.isArray(entry?.message?.parts))
  return isText && areMessages && Array.isArray(flags) && isJsonObject(redactions)
}
