import type { FinetapError } from '../../core/errors.ts'
import { textField } from '../../core/field.ts'
import { createWarner } from '../warning.ts'
import { unsentError } from './errors.ts'

/** Tells the app of what fails in the background; one that listens to nobody is warned. */
export function createTeller(onError: ((error: FinetapError) => void) | undefined): (error: unknown) => void {
  const warn = createWarner()
  return (cause) => {
    const error = unsentError('What was captured cannot be sent to PostgreSQL', cause)
    try {
      if (onError === undefined) warn(error, kindOf(error))
      else onError(error)
    } catch {
      // What it throws is not of the app's call.
    }
  }
}

/** Messages of one kind differ: they name a port, a file or a count. */
function kindOf({ code, cause }: FinetapError): string {
  return `${code} ${textField(cause, 'code') ?? ''}`
}
