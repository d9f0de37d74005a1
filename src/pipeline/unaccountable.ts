import type { Example, ExampleMessage } from '../core/example.ts'
import { textField } from '../core/field.ts'
import { isJsonObject } from '../core/json.ts'
import type { StepResult, Verdict } from '../core/step.ts'

/** What a step gave back is none of what it may give. Its message quotes no chat. */
export class Unaccountable extends TypeError {}

const CODE = /^[a-z][a-z0-9_]{0,63}$/
const ROLES: ReadonlySet<unknown> = new Set(['system', 'developer', 'user', 'assistant', 'tool'])

/**
 * Refuses a result that would make the report a lie, or fail far from the step that made it: a step may not lose track of
 * an example or its generations.
 *
 * @throws Unaccountable
 */
export function refuseUnaccountable(before: Example, result: StepResult): void {
  const kind = textField(result, 'kind')
  if (kind !== 'keep' && kind !== 'drop') throw new Unaccountable('it returned neither keep() nor drop()')
  const after = result.example
  if (result.kind === 'drop' && !isCode(result.reason)) throw new Unaccountable(NO_CODE)
  if (after === before) return
  if (!isExample(after)) throw new Unaccountable('it returned something that is no example')
  if (after.id !== before.id) throw new Unaccountable('it changed the id, by which the report names the example')
  if (!areSame(before.generationIds, after.generationIds)) {
    throw new Unaccountable('it changed generationIds, by which the report accounts for every generation')
  }
  if (after.flags !== before.flags && !after.flags.every(isCode)) throw new Unaccountable(NO_CODE)
  if (after.excluded !== before.excluded) refuseLostExclusions(before, after)
  if (after.messages !== before.messages) refuseOddMessages(before, after, result.kind)
}

/** @throws Unaccountable for a verdict that is none */
export function refuseOddVerdict(verdict: Verdict): void {
  const { kind } = verdict
  if (kind !== 'drop' && kind !== 'flag') throw new Unaccountable('its verdict is neither a drop nor a flag')
  if (!isCode(kind === 'drop' ? verdict.reason : verdict.flag)) throw new Unaccountable(NO_CODE)
}

// Anything else may be what somebody said: reports are shared, and have a line for each code.
const NO_CODE = 'its reason or flag is no code of up to 64 letters in snake case, such as too_short'

function areSame(before: readonly string[], after: readonly string[]): boolean {
  return after === before || (after.length === before.length && after.every((id, index) => id === before[index]))
}

function isCode(code: unknown): boolean {
  return typeof code === 'string' && CODE.test(code)
}

function refuseLostExclusions(before: Example, after: Example): void {
  const excluded = new Set(after.excluded.map(({ generationId }) => generationId))
  const known = after.excluded.every(({ generationId }) => after.generationIds.includes(generationId))
  const kept = before.excluded.every(({ generationId }) => excluded.has(generationId))
  if (!known || !kept || excluded.size !== after.excluded.length) {
    throw new Unaccountable('it may only add to excluded, each generation of the example once')
  }
  if (!after.excluded.every(({ reason }) => isCode(reason))) throw new Unaccountable(NO_CODE)
}

function refuseOddMessages(before: Example, after: Example, kind: StepResult['kind']): void {
  if (keepsPlaces(before.messages, after.messages)) return
  const known = new Set(before.messages)
  if (!after.messages.every((entry) => known.has(entry) || isMessage(entry))) {
    throw new Unaccountable('it returned a message of another form')
  }
  if (kind === 'drop') return
  const accounted = new Set([...trainedIds(after.messages), ...after.excluded.map(({ generationId }) => generationId)])
  const own = new Set(after.generationIds)
  if (trainedIds(before.messages).some((id) => own.has(id) && !accounted.has(id))) {
    throw new Unaccountable('it took away answers without naming them in excluded')
  }
}

/** Each message is the same as before, or another that is trained as before: so most steps change what is said. */
function keepsPlaces(before: readonly ExampleMessage[], after: readonly ExampleMessage[]): boolean {
  if (after.length !== before.length) return false
  for (const [index, entry] of after.entries()) {
    const old = before[index]
    if (entry === old) continue
    if (!isMessage(entry) || entry.weight !== old?.weight || entry.origin !== old.origin) return false
  }
  return true
}

function trainedIds(messages: readonly ExampleMessage[]): readonly string[] {
  return messages.flatMap(({ weight, origin }) => (weight === 1 && origin !== undefined ? [origin.generationId] : []))
}

// Steps may be plain JavaScript; what is no example would fail far from the step that made it.
function isExample({ id, group, startedAt, messages, flags, redactions, excluded }: Partial<Example>): boolean {
  const isText = typeof id === 'string' && typeof group === 'string' && typeof startedAt === 'string'
  const areLists = Array.isArray(messages) && Array.isArray(flags) && Array.isArray(excluded)
  return isText && areLists && isJsonObject(redactions)
}

function isMessage(entry: Partial<ExampleMessage> | undefined): boolean {
  const { message, weight } = entry ?? {}
  if ((weight !== 0 && weight !== 1) || !ROLES.has(message?.role) || !Array.isArray(message?.parts)) return false
  return message.parts.every((part: unknown) => {
    if (!isJsonObject(part) || typeof part['type'] !== 'string') return false
    return (part['type'] !== 'text' && part['type'] !== 'reasoning') || typeof part['text'] === 'string'
  })
}
