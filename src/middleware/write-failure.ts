import { FinetapError, type FinetapErrorCode } from '../core/errors.ts'
import { TooLargeError } from './answer-size.ts'
import type { DropReason } from './stats.ts'

/**
 * What a failed write says about the next one. `record`: one event of the batch can never be written, the others can.
 * `passing`: it may work in a moment. `lasting`: it will not.
 */
export type FailureKind = 'record' | 'passing' | 'lasting'

// None of these mends itself within a second.
const LASTING: ReadonlySet<FinetapErrorCode> = new Set(['store_closed', 'store_full', 'store_unwritable'])

export function failureKind(error: unknown): FailureKind {
  if (!FinetapError.isInstance(error)) return 'passing'
  if (error.code === 'record_invalid') return 'record'
  return LASTING.has(error.code) ? 'lasting' : 'passing'
}

export function writeFailure(cause: unknown, storeName: string): FinetapError {
  if (FinetapError.isInstance(cause)) return cause
  const what = `The store ${storeName} failed to write`
  return new FinetapError('store_failed', { what, why: reasonOf(cause), fix: 'mend what the cause names', cause })
}

export function flushFailure(cause: unknown): FinetapError {
  if (FinetapError.isInstance(cause)) return cause
  const what = 'The store could not be flushed'
  return new FinetapError('store_failed', { what, why: reasonOf(cause), fix: 'look at the cause', cause })
}

export function redactionFailure(cause: unknown): FinetapError {
  const what = 'An event could not be redacted and was dropped'
  return new FinetapError('capture_failed', { what, why: reasonOf(cause), fix: 'mend the redactor', cause })
}

/** Under which reason a call that could not be captured is counted. */
export function captureReason(cause: unknown): DropReason {
  return cause instanceof TooLargeError ? 'too_large' : 'capture_failed'
}

export function waitUntilFailure(cause: unknown): FinetapError {
  const what = 'waitUntil refused the promise of a written record'
  return new FinetapError('capture_failed', { what, why: reasonOf(cause), fix: 'call it within a request', cause })
}

export function captureFailure(cause: unknown): FinetapError {
  if (FinetapError.isInstance(cause)) return cause
  const what = 'A call could not be captured; the app was not affected'
  return new FinetapError('capture_failed', { what, why: reasonOf(cause), fix: 'report it with its cause', cause })
}

/** @param who can only work while the process lives */
export function exitFailure(who: string, count: number): FinetapError {
  return new FinetapError('store_failed', {
    what: `The process ended before ${count} ${count === 1 ? 'generation was' : 'generations were'} written`,
    why: `${who} works asynchronously or failed, and a process that ends waits for nobody`,
    fix: 'await recorder.flush() before process.exit()',
  })
}

/** For events that are no generations: these are counted, the others would vanish. */
export function lossFailure(type: string, why: string): FinetapError {
  return new FinetapError('store_failed', { what: `A ${type} event was not written`, why, fix: 'give it again' })
}

function reasonOf(cause: unknown): string {
  try {
    return cause instanceof Error ? cause.message : String(cause)
  } catch {
    return 'the cause cannot be read'
  }
}
