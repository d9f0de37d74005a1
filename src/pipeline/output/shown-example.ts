import { instantOf } from '../../core/instant.ts'
import type { Example, ExampleMessage } from '../../core/example.ts'
import { mapUnlessSame } from '../../redaction/mask-json.ts'
import type { Redactor } from '../../redaction/index.ts'
import { digest } from '../digest.ts'

/** Days up to the 28th are in every month. */
const PLAIN_TIME = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z$/
const ISO_TIME = /^\d{4}-\d\d-\d\dT[\d:.]{5,18}(?:Z|[+-]\d\d:?\d\d)$/

/** True for a time in ISO 8601 as the record has it. Anything else may be what somebody wrote. */
export function isTime(time: string): boolean {
  return PLAIN_TIME.test(time) || (ISO_TIME.test(time) && instantOf(time) !== undefined)
}

/**
 * An example as rows and lineage name it: a generation whose id is personal data, such as an address that an importer took
 * for one, goes by the digest of it, and a time that is none by `''`. Mostly the same object.
 *
 * @param redactor absent where nothing is masked
 */
export function shownExample(example: Example, redactor: Redactor | undefined): Example {
  const idOf = redactor === undefined ? same : shownId(redactor)
  const messages = mapUnlessSame(example.messages, (entry) => shownEntry(entry, idOf))
  const generationIds = mapUnlessSame(example.generationIds, idOf)
  const excluded = mapUnlessSame(example.excluded, (exclusion) => {
    const generationId = idOf(exclusion.generationId)
    return generationId === exclusion.generationId ? exclusion : { ...exclusion, generationId }
  })
  const startedAt = timeOf(example.startedAt)
  const isSame = messages === example.messages && generationIds === example.generationIds
  if (isSame && excluded === example.excluded && startedAt === example.startedAt) return example
  return { ...example, messages, generationIds, excluded, startedAt }
}

function same(id: string): string {
  return id
}

/** Each id stands in two places of an example, and is looked at once. */
function shownId(redactor: Redactor): (id: string) => string {
  const scope = redactor.begin()
  const shown = new Map<string, string>()
  return (id) => {
    const known = shown.get(id)
    if (known !== undefined) return known
    const now = scope.text(id) === id ? id : digest(id)
    shown.set(id, now)
    return now
  }
}

function shownEntry(entry: ExampleMessage, idOf: (id: string) => string): ExampleMessage {
  const { origin } = entry
  if (origin === undefined) return entry
  const [generationId, startedAt] = [idOf(origin.generationId), timeOf(origin.startedAt)]
  if (generationId === origin.generationId && startedAt === origin.startedAt) return entry
  return { ...entry, origin: { ...origin, generationId, startedAt } }
}

function timeOf(time: string): string {
  return isTime(time) ? time : ''
}
