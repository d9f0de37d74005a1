import type { Call, Outcome } from './call.ts'
import { insideCall } from './context.ts'

/**
 * Calls the upstream and follows its one answer. What comes back is the very promise that the upstream returned, with
 * its class and its rejection.
 */
export function followPromise<Result, Pending extends PromiseLike<Result>>(
  call: Call,
  run: () => Pending,
  outcome: (result: Result) => Outcome,
): Pending {
  const pending = runInside(call, run)
  pending.then(
    (result) => call.end(() => outcome(result)),
    (error: unknown) => call.fail(error),
  )
  return pending
}

/** Runs the upstream's own code within the call; a throw ends the call and goes on to the app. */
export function runInside<Result>(call: Call, run: () => Result): Result {
  try {
    return insideCall(run)
  } catch (error) {
    call.fail(error)
    throw error
  }
}
