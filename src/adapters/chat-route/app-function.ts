import { apart } from '../../middleware/context.ts'

let isTold = false

/** What a function of the app gives for a value; undefined when it throws, which is told once in each process. */
export function guarded<Value, Result>(run: ((value: Value) => Result) | undefined, value: Value): Result | undefined {
  try {
    return run === undefined ? undefined : apart(() => run(value))
  } catch (error) {
    if (!isTold) {
      isTold = true
      const message = `A function given to finetap for a chat route threw (${String(error)}); the route goes on without it`
      process.emitWarning(message, { type: 'FinetapWarning', code: 'bad_option' })
    }
    return undefined
  }
}
