import { FinetapError } from '../core/errors.ts'
import type { GenerationLabels, GenerationRequest } from '../core/generation.ts'
import type { JsonObject } from '../core/json.ts'

/** Which settings and metadata may enter a record, by name. */
export type AllowList = {
  /** Request settings (default: the sampling settings of the record, none of a provider's own). */
  readonly params?: readonly string[]
  /** Metadata that the app gives with its labels (default: all of it). */
  readonly metadata?: readonly string[]
}

/** The settings of a call by the record's names. Headers, credentials and provider options are not among them. */
const DEFAULT_PARAMS: readonly string[] = [
  'contextTokens',
  'frequencyPenalty',
  'maxOutputTokens',
  'minP',
  'n',
  'parallelToolCalls',
  'presencePenalty',
  'raw',
  'reasoning',
  'repeatPenalty',
  'seed',
  'stop',
  'suffix',
  'temperature',
  'topK',
  'topP',
  'verbosity',
]

/** Takes out of requests and labels what the list does not name. What needs no change comes back as it is. */
export type AllowFilter = {
  readonly request: (request: GenerationRequest) => GenerationRequest
  readonly labels: (labels: GenerationLabels) => GenerationLabels
}

/** @throws FinetapError `bad_option` when a list is none. */
export function createAllowFilter({ params = DEFAULT_PARAMS, metadata }: AllowList = {}): AllowFilter {
  const allowedParams = setOf(params, 'params')
  const allowedMetadata = metadata === undefined ? undefined : setOf(metadata, 'metadata')
  return {
    request(request) {
      if (request.params === undefined) return request
      const kept = keepOnly(request.params, allowedParams)
      if (kept === request.params) return request
      const { params: _, ...rest } = request
      return kept === undefined ? rest : { ...rest, params: kept }
    },
    labels(labels) {
      if (labels.metadata === undefined || allowedMetadata === undefined) return labels
      const kept = keepOnly(labels.metadata, allowedMetadata)
      const { metadata: _, ...rest } = labels
      return kept === undefined ? rest : { ...rest, metadata: kept }
    },
  }
}

function keepOnly(value: JsonObject, allowed: ReadonlySet<string>): JsonObject | undefined {
  const keys = Object.keys(value)
  const kept = keys.filter((key) => allowed.has(key))
  if (kept.length === keys.length) return value
  return kept.length === 0 ? undefined : Object.fromEntries(kept.map((key) => [key, value[key] ?? null]))
}

function setOf(names: unknown, option: string): ReadonlySet<string> {
  if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return new Set(names)
  throw new FinetapError('bad_option', {
    what: `allow.${option} is no list of names`,
    fix: `pass an array such as ['temperature'], or leave it out`,
  })
}
