import { defined, field, numberField, textField } from '../core/field.ts'
import type { GenerationError } from '../core/generation.ts'

const MAX_MESSAGE_LENGTH = 2_000
// `DOMException.TIMEOUT_ERR`.
const TIMEOUT_CODE = 23

/** What the record keeps of an upstream failure: name, message (at most 2,000 characters), code and HTTP status. */
export function noteError(error: unknown, phase: GenerationError['phase']): GenerationError {
  const name = textField(error, 'name') ?? 'Error'
  const message = (textField(error, 'message') ?? String(error)).slice(0, MAX_MESSAGE_LENGTH)
  const code = textField(error, 'code')
  const status = numberField(error, 'status') ?? numberField(error, 'statusCode') ?? numberField(error, 'status_code')
  return { name, message, ...defined({ code, status }), phase }
}

/**
 * True for what `AbortController.abort`, `AbortSignal.timeout` and clients that wrap them reject with. The time limit of a
 * client itself is an error: the app set it for a model that is too slow. Where a client enforces it by aborting the
 * request, who sees no more than the request, as `fetch` does, is told of an abort. Never throws: of an error that cannot
 * be read nothing is known.
 */
export function isAbort(error: unknown): boolean {
  try {
    // Some clients leave their errors named `Error`.
    return isAbortName(textField(error, 'name')) || isAbortName(className(error)) || isSignalTimeout(error)
  } catch {
    return false
  }
}

function isAbortName(name: string | undefined): boolean {
  return name === 'AbortError' || name === 'ResponseAborted' || name === 'APIUserAbortError'
}

function className(error: unknown): string | undefined {
  const made = field(error, 'constructor')
  return typeof made === 'function' ? made.name : undefined
}

/** Only signals say so by a `DOMException`; clients have errors of their own, of the same name. */
function isSignalTimeout(error: unknown): boolean {
  return textField(error, 'name') === 'TimeoutError' && numberField(error, 'code') === TIMEOUT_CODE
}
