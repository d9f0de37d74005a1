import { FinetapError, type FinetapErrorCode } from './errors.ts'
import { field, textField } from './field.ts'

/** An error as it crosses threads: of an Error only the message would be left. */
export type Failure = { readonly code: FinetapErrorCode; readonly message: string; readonly cause?: CauseText }

type CauseText = { readonly message: string; readonly code: string | undefined }

const FIX = '. Fix: '

export function failureOf({ code, message, cause }: FinetapError): Failure {
  const text = textField(cause, 'message')
  return text === undefined ? { code, message } : { code, message, cause: { message: text, code: causeCode(cause) } }
}

function causeCode(cause: unknown): string | undefined {
  const code = field(cause, 'code')
  return typeof code === 'string' ? code : undefined
}

/** Makes the error of the other thread anew, with the same code, message and cause. */
export function errorOf({ code, message, cause }: Failure): FinetapError {
  const place = message.lastIndexOf(FIX)
  const [what, fix] = place === -1 ? [message, ''] : [message.slice(0, place), message.slice(place + FIX.length)]
  if (cause === undefined) return new FinetapError(code, { what, fix })
  return new FinetapError(code, { what, fix, cause: Object.assign(new Error(cause.message), { code: cause.code }) })
}
