import type { GenerationLabels } from '../core/generation.ts'
import { isJsonObject, type JsonObject } from '../core/json.ts'
import { snapshotJson } from '../core/snapshot.ts'

type TextLabels = { -readonly [Label in Exclude<keyof GenerationLabels, 'consent' | 'metadata' | 'tags'>]?: string }

/**
 * The labels of a call: each source overrides those before it, metadata is merged, tags are joined. What is not a
 * label, or empty, is left out; metadata is copied, so that later changes do not reach the record.
 */
export function mergeLabels(...sources: readonly (GenerationLabels | undefined)[]): GenerationLabels {
  const text: TextLabels = {}
  // Mostly there is none of these: they are made when there is.
  let consent: boolean | undefined
  let metadata: JsonObject | undefined
  let tags: Set<string> | undefined
  for (const source of sources) {
    if (source === undefined) continue
    addTexts(text, source)
    consent = toConsent(source.consent) ?? consent
    if (source.metadata !== undefined) metadata = { ...metadata, ...copyOf(source.metadata) }
    if (Array.isArray(source.tags)) tags = new Set([...(tags ?? []), ...source.tags.filter(isText)])
  }
  if ((consent ?? metadata ?? tags) === undefined) return text
  return {
    ...text,
    ...(consent === undefined ? {} : { consent }),
    ...(metadata === undefined || Object.keys(metadata).length === 0 ? {} : { metadata }),
    ...(tags === undefined || tags.size === 0 ? {} : { tags: [...tags] }),
  }
}

// One by one: to look names up that are mostly absent would take several times as long, in each call.
function addTexts(text: TextLabels, source: GenerationLabels): void {
  addText(text, 'conversationId', source.conversationId)
  addText(text, 'sessionId', source.sessionId)
  addText(text, 'userId', source.userId)
  addText(text, 'tenantId', source.tenantId)
  addText(text, 'environment', source.environment)
  addText(text, 'release', source.release)
  addText(text, 'promptId', source.promptId)
  addText(text, 'promptVersion', source.promptVersion)
  addText(text, 'traceId', source.traceId)
}

function addText(text: TextLabels, label: keyof TextLabels, given: unknown): void {
  const value = given === undefined ? undefined : toLabel(given)
  if (value !== undefined) text[label] = value
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
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
