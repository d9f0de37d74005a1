import type { Json, JsonObject } from '../../core/json.ts'
import { isJsonObject } from '../../core/json.ts'
import { snapshotJson } from '../../core/snapshot.ts'

const CREDENTIALS = /^headers$|authorization|token$|secret|api_?key|password|credential/i
const ADDRESS = /^[a-z][a-z\d+.-]*:\/\/\S+$/i

/**
 * A copy of the settings of a tool that a provider runs, which may have what the tool's server is entered with: without
 * fields of such names, and of addresses only origin and path.
 */
export function withoutCredentials(tool: unknown): JsonObject {
  const copy = clean(snapshotJson(tool))
  return isJsonObject(copy) ? copy : {}
}

function clean(value: Json): Json {
  if (typeof value === 'string') return ADDRESS.test(value) ? originAndPath(value) : value
  if (Array.isArray(value)) return value.map(clean)
  if (!isJsonObject(value)) return value
  const kept = Object.entries(value).filter(([key]) => !CREDENTIALS.test(key))
  return Object.fromEntries(kept.map(([key, field]) => [key, clean(field)]))
}

// By its text: what is no address by the rules may be one that a provider understands.
function originAndPath(address: string): string {
  return address.replace(/[?#].*$/, '').replace(/^([^:]+:\/\/)[^/]*@/, '$1')
}
