import type { Call, Outcome } from './call.ts'
import { insideCall } from './context.ts'

/**
 * Calls the upstream and follows its one answer. What comes back settles with the upstream's own value or error; a
 * rejection that the app leaves unhandled stays unhandled, and an upstream that answers at once is taken too.
 */
export function followPromise<Result>(
  call: Call,
  run: () => PromiseLike<Result> | Result,
  outcome: (result: Result) => Outcome,
): Promise<Result> {
  return Promise.resolve(runInside(call, run)).then(
    (result) => {
      call.end(() => outcome(result))
      return result
    },
    (error: unknown) => {
      call.fail(error)
      throw error
    },
  )
}

/** Runs the upstream's own code within the call; a throw ends the call and goes on to the app. */
export function runInside<Result>(call: Call, run: () => Result): Result {
  try {
    return insideCall(call.outer, run)
  } catch (error) {
    call.fail(error)
    throw error
  }
}
