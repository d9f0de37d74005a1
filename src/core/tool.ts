import type { JsonObject } from './json.ts'

/**
 * A tool that a model was offered. `parameters` is a JSON Schema. Tools that a provider runs itself have `kind:
 * 'provider'` and their own settings under `parameters`.
 */
export type Tool = {
  readonly name: string
  readonly kind?: 'function' | 'provider'
  readonly description?: string
  readonly parameters?: JsonObject
}
