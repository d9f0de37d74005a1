import { field, textField } from '../../../core/field.ts'
import type { Outcome } from '../../../middleware/call.ts'

/** The status line of an answer. */
export type StatusLine = { readonly status: number; readonly statusText: string }

/** Stands in records for answers with an HTTP status that says no. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
  readonly status: number
  readonly code: string | undefined

  constructor(message: string, status: number, code: string | undefined) {
    super(message)
    this.status = status
    this.code = code
  }
}

/**
 * The outcome of an answer whose status says no, with what the provider says of it: the words of OpenAI, Anthropic,
 * Ollama and of common servers. Of anything else only the status is kept.
 */
export function refusal({ status, statusText }: StatusLine, answer?: unknown): Outcome {
  const message = messageIn(answer) ?? `HTTP ${status} ${statusText}`.trimEnd()
  const error = field(answer, 'error')
  const code = textField(error, 'code') ?? textField(error, 'type') ?? textField(answer, 'code')
  return { status: 'error', error: new RefusedError(message, status, code) }
}

function messageIn(answer: unknown): string | undefined {
  const error = textField(answer, 'error') ?? textField(field(answer, 'error'), 'message')
  // Some servers put the answer into a list.
  const inner: unknown = Array.isArray(answer) ? answer[0] : undefined
  return (
    error ??
    textField(answer, 'message') ??
    textField(answer, 'detail') ??
    (inner === undefined ? inner : messageIn(inner))
  )
}
