import { selects, type Erasure, type ErasureField, type ErasureSelector } from '../../core/erasure.ts'
import { FinetapError } from '../../core/errors.ts'
import { RECORD_VERSION, type Generation } from '../../core/generation.ts'
import { timeOrderedId } from '../../core/id.ts'
import { tombstoneOf, type ErasureKey } from './key.ts'

const FIELDS: readonly ErasureField[] = ['userId', 'tenantId', 'conversationId', 'generationId']

/** An erasure in the making: shown the generations of a store, it collects what the event has to name. */
export type ErasurePlan = {
  /** True when the generation is to go: it is there already, so whatever its clock says of when it started. */
  readonly take: (generation: Generation) => boolean
  readonly hidden: () => number
  /** The event to append. It names whom it erases by a keyed hash only. */
  readonly event: () => Erasure
}

export type PlanOptions = {
  readonly selector: ErasureSelector
  readonly key: ErasureKey
  readonly reason: string | undefined
}

/** @throws FinetapError `bad_option` when the selector names nothing, or more than one thing. */
export function planErasure({ selector, key, reason }: PlanOptions): ErasurePlan {
  const [field, value] = fieldOf(selector)
  // What another machine started at the same moment may lie ahead of this clock: the targets name it, not the tombstone.
  const at = new Date().toISOString()
  const targets = new Set<string>(field === 'generationId' ? [value] : [])
  let hidden = 0

  return {
    take(generation) {
      if (!selects(selector, generation)) return false
      hidden += 1
      for (const target of targetsOf(generation, field)) targets.add(target)
      return true
    },
    hidden: () => hidden,
    event: () => ({
      v: RECORD_VERSION,
      type: 'erasure',
      id: timeOrderedId(),
      at,
      tombstone: tombstoneOf(key, field, value),
      ...(targets.size === 0 ? {} : { targets: [...targets] }),
      ...(reason === undefined ? {} : { reason }),
    }),
  }
}

function targetsOf({ id, turnId, response }: Generation, field: ErasureField): readonly string[] {
  // Other generations of the turn stay, and what was said about the turn is about them too.
  const targets = field === 'generationId' ? [id] : [id, turnId]
  for (const target of [response.id, response.messageId])
    if (target !== undefined && target !== '') targets.push(target)
  return targets
}

function fieldOf(selector: ErasureSelector): readonly [ErasureField, string] {
  const entries: readonly [string, unknown][] = Object.entries(selector)
  const [name, value] = entries[0] ?? []
  const field = FIELDS.find((known) => known === name)
  if (entries.length === 1 && field !== undefined && typeof value === 'string' && value !== '') return [field, value]
  throw new FinetapError('bad_option', {
    what: `${JSON.stringify(selector)} does not say what to erase`,
    fix: `give one of ${FIELDS.join(', ')}, with a text that is not empty`,
  })
}
