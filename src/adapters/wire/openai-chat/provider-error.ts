import { defined, field, numberField, textField } from '../../../core/field.ts'

/** What a provider says went wrong, in the form in which the record notes errors. */
export type ProviderError = {
  readonly name: string
  readonly message: string
  readonly code?: string
  readonly status?: number
}

/** The failure that stands in the place of an answer or within a stream; undefined when there is none. */
export function providerError(answer: unknown): ProviderError | undefined {
  const error = field(answer, 'error')
  if (isNonEmpty(error)) return describe(error)
  // Some servers, and the events of responses, have the failure itself there.
  return field(answer, 'object') === 'error' || field(answer, 'type') === 'error' ? describe(answer) : undefined
}

/** The failure within a stream, of which a client made an error. Errors of answers that were refused have a status. */
export function thrownError(error: unknown): ProviderError | undefined {
  const sent = field(error, 'error')
  return error instanceof Error && field(error, 'status') === undefined && isNonEmpty(sent) ? describe(sent) : undefined
}

function isNonEmpty(error: unknown): boolean {
  return (typeof error === 'object' && error !== null) || (typeof error === 'string' && error !== '')
}

/** @param error `{message, type, code}`, or its text */
export function describe(error: unknown): ProviderError {
  const type = textField(error, 'type')
  const code = field(error, 'code')
  const isStatus = typeof code === 'number' && code >= 400 && code < 600
  return {
    name: type === undefined || type === 'error' ? 'ProviderError' : type,
    message: textField(error, 'message') ?? (typeof error === 'string' ? error : 'the provider reported an error'),
    ...defined({
      code: textField(error, 'code') ?? (typeof code === 'number' && !isStatus ? String(code) : undefined),
      status: numberField(error, 'status') ?? (isStatus ? code : undefined),
    }),
  }
}
