import type { Example } from '../core/example.ts'
import { sizeOfMessage } from '../core/size.ts'
import type { Step, StepFunction } from '../core/step.ts'
import type { StepRemark } from './steps/remarks.ts'

/** Examples of each step that are looked at: who changes them does so with most. */
const EXAMPLES = 64
/**
 * In bytes. Examples with larger messages are passed by, and no more are looked at once their JSON is as long: they are written
 * as JSON twice for each step.
 */
const LARGEST = 1_000_000

/** Looks for steps that change the example that they are given, instead of giving back another one. */
export type StepWatch = {
  /** What does as `apply` does, with a look at the first examples. */
  readonly over: (step: Step, apply: StepFunction) => StepFunction
  readonly remarks: () => readonly StepRemark[]
}

export function createStepWatch(): StepWatch {
  const changing = new Set<string>()

  function over({ name }: Step, apply: StepFunction): StepFunction {
    let [seen, written] = [0, 0]
    return (example) => {
      const before = seen < EXAMPLES && written < LARGEST ? jsonOf(example) : undefined
      if (before === undefined) return apply(example)
      seen += 1
      written += before.length
      const look = (): void => {
        if (jsonOf(example) !== before) changing.add(name)
      }
      try {
        const result = apply(example)
        return result instanceof Promise ? result.finally(look) : result
      } finally {
        look()
      }
    }
  }

  return { over, remarks: () => Array.from(changing, remarkOn) }
}

/** Undefined for what is too large, or no JSON. */
function jsonOf(example: Example): string | undefined {
  try {
    const size = example.messages.reduce((sum, { message }) => sum + sizeOfMessage(message), 0)
    return size > LARGEST ? undefined : JSON.stringify(example)
  } catch {
    return undefined
  }
}

function remarkOn(step: string): StepRemark {
  return {
    code: 'step_changes_input',
    message: `The step ${step} changes the example that it is given: other rows may share what it changed`,
    fix: 'return a new one, such as keep({ ...example, messages: example.messages.map(…) })',
  }
}
