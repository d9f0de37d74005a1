import type { Json, JsonObject } from '../../../core/json.ts'

/** An error as OpenAI says it. */
export function openaiError(status: number, message: string): Json {
  const type = status >= 500 ? 'server_error' : 'invalid_request_error'
  const error: JsonObject = { message, type, param: null, code: status === 404 ? 'model_not_found' : null }
  return { error }
}

const ERROR_TYPES: { readonly [status: number]: string } = {
  400: 'invalid_request_error',
  404: 'not_found_error',
}

/** An error as Anthropic says it. */
export function anthropicError(status: number, message: string): Json {
  return { type: 'error', error: { type: ERROR_TYPES[status] ?? 'api_error', message } }
}
