import { FinetapError } from '../../core/errors.ts'
import { textField } from '../../core/field.ts'

const LOOK = 'look whether PostgreSQL runs and the role may do it'

/** What a database that cannot be reached, or refuses something, is told as. Never holds the URL: it has a password. */
export function databaseError(what: string, cause: unknown, fix: string = LOOK): FinetapError {
  if (FinetapError.isInstance(cause)) return cause
  return new FinetapError('store_failed', {
    what,
    why:
      cause instanceof Error && cause.message !== '' ? cause.message : (textField(cause, 'code') ?? 'it is not there'),
    fix,
    cause,
  })
}

/** `databaseError` for what is to be sent. */
export function unsentError(what: string, cause: unknown): FinetapError {
  return databaseError(what, cause, `${LOOK}; what was appended waits in the outbox meanwhile`)
}

const FINAL = new WeakSet<object>()

/** Marks an error that trying again does not mend. */
export function finalError(error: FinetapError): FinetapError {
  FINAL.add(error)
  return error
}

export function isFinal(cause: unknown): boolean {
  return FinetapError.isInstance(cause) && (cause.code === 'peer_missing' || FINAL.has(cause))
}

const DATA_CLASSES = ['22', '23', '54']

/** True when the server refuses what is in a row, and would refuse it again. */
export function isRefusedRow(cause: unknown): boolean {
  const code = textField(cause, 'code') ?? ''
  return code.length === 5 && DATA_CLASSES.includes(code.slice(0, 2))
}

export function isMissing(cause: unknown): boolean {
  return FinetapError.isInstance(cause) && cause.code === 'log_missing'
}
