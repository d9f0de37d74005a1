import { apart } from '../../middleware/context.ts'

let isTold = false

/** What a function of the app gives for a value; `failed` when it throws, which is told once in each process. */
export function guarded<Value, Result>(
  run: ((value: Value) => Result) | undefined,
  value: Value,
  failed?: Result,
): Result | undefined {
  try {
    const given = run === undefined ? undefined : apart(() => run(value))
    if (!(given instanceof Promise)) return given
    // One that fails must not end the process.
    given.catch(() => undefined)
    throw new TypeError('it gave a promise, and nothing waits for that')
  } catch (error) {
    if (!isTold) {
      isTold = true
      const message = `A function given to finetap for a chat route threw (${String(error)}); the route goes on, and what depends on it is not recorded`
      process.emitWarning(message, { type: 'FinetapWarning', code: 'bad_option' })
    }
    return failed
  }
}
