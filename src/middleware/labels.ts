import type { GenerationLabels } from '../core/generation.ts'
import { isJsonObject, type JsonObject } from '../core/json.ts'
import { snapshotJson } from '../core/snapshot.ts'

const TEXT_LABELS = [
  'conversationId',
  'sessionId',
  'userId',
  'tenantId',
  'environment',
  'release',
  'promptId',
  'promptVersion',
  'traceId',
] as const satisfies readonly (keyof GenerationLabels)[]

/**
 * The labels of a call: each source overrides those before it, metadata is merged, tags are joined. What is not a
 * label, or empty, is left out; metadata is copied, so that later changes do not reach the record.
 */
export function mergeLabels(...sources: readonly (GenerationLabels | undefined)[]): GenerationLabels {
  const text: { -readonly [Label in (typeof TEXT_LABELS)[number]]?: string } = {}
  let consent: boolean | undefined
  let metadata: JsonObject = {}
  const tags = new Set<string>()
  for (const source of sources) {
    if (source === undefined) continue
    for (const label of TEXT_LABELS) {
      const value = toLabel(source[label])
      if (value !== undefined) text[label] = value
    }
    consent = toConsent(source.consent) ?? consent
    if (source.metadata !== undefined) metadata = { ...metadata, ...copyOf(source.metadata) }
    for (const tag of Array.isArray(source.tags) ? source.tags : []) if (typeof tag === 'string') tags.add(tag)
  }
  return {
    ...text,
    ...(consent === undefined ? {} : { consent }),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
    ...(tags.size === 0 ? {} : { tags: [...tags] }),
  }
}

// Ids of a database come as numbers and BigInt, whatever the types say; one BigInt would spoil a whole write.
export function toLabel(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

// Anything but a clear yes is a no.
function toConsent(value: unknown): boolean | undefined {
  return value === undefined || value === null ? undefined : value === true
}

function copyOf(metadata: JsonObject): JsonObject {
  const copy = snapshotJson(metadata)
  return isJsonObject(copy) ? copy : {}
}
