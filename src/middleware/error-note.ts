import { defined, numberField, textField } from '../core/field.ts'
import type { GenerationError } from '../core/generation.ts'

const MAX_MESSAGE_LENGTH = 2_000

/** What the record keeps of an upstream failure: name, message (at most 2,000 characters), code and HTTP status. */
export function noteError(error: unknown, phase: GenerationError['phase']): GenerationError {
  const name = textField(error, 'name') ?? 'Error'
  const message = (textField(error, 'message') ?? String(error)).slice(0, MAX_MESSAGE_LENGTH)
  const code = textField(error, 'code')
  const status = numberField(error, 'status') ?? numberField(error, 'statusCode') ?? numberField(error, 'status_code')
  return { name, message, ...defined({ code, status }), phase }
}

/** True for what `AbortController.abort`, `AbortSignal.timeout` and clients that wrap them reject with. */
export function isAbort(error: unknown): boolean {
  const name = textField(error, 'name')
  return name === 'AbortError' || name === 'TimeoutError' || name === 'ResponseAborted' || name === 'APIUserAbortError'
}
