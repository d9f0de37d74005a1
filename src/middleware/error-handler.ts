import type { FinetapError } from '../core/errors.ts'

/** Takes finetap's own failures. What the app's handler throws, or rejects with later, goes nowhere. */
export function guardedHandler(onError: ((error: FinetapError) => void) | undefined): (error: FinetapError) => void {
  const handler = onError ?? warn
  return (error) => {
    try {
      const told: unknown = handler(error)
      if (told instanceof Promise) ignoreRejection(told)
    } catch {
      // The app's error handler failed; there is nobody left to tell.
    }
  }
}

// An async handler fails later.
function ignoreRejection(told: Promise<unknown>): void {
  told.catch(() => {})
}

let isExiting = false

/** From now on a warning would be printed too late. */
export function noteExit(): void {
  isExiting = true
}

function warn(error: FinetapError): void {
  if (isExiting) process.stderr.write(`(finetap) ${error.message}\n`)
  else process.emitWarning(error.message, { type: 'FinetapWarning', code: error.code })
}
