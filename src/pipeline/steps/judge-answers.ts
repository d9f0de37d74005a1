import type { Example, ExampleMessage } from '../../core/example.ts'
import { keep, type StepResult } from '../../core/step.ts'
import { giveUpAnswers } from './edit-example.ts'

/**
 * What a rule does with an answer that it hits. `flag`: the example says so and stays as it is. `drop`: the answer is
 * given up: in the middle of a conversation it stays as context, at the end it goes with its question.
 */
export type RuleAction = 'drop' | 'flag'

/** An answer that would be trained, and where it stands in `example.messages`. */
export type Answer = { readonly entry: ExampleMessage; readonly index: number; readonly example: Example }

/** Shows a rule each answer that would be trained; what it gives back is the reason code in snake case. */
export function judgeAnswers(
  example: Example,
  action: RuleAction,
  ruleOf: (answer: Answer) => string | undefined,
): StepResult {
  let hits: Map<number, string> | undefined
  const { messages } = example
  for (let index = 0; index < messages.length; index += 1) {
    const entry = messages[index]
    if (entry === undefined || entry.weight === 0 || entry.message.role !== 'assistant') continue
    const reason = ruleOf({ entry, index, example })
    if (reason !== undefined) hits = (hits ?? new Map<number, string>()).set(index, reason)
  }
  if (hits === undefined) return keep(example)
  return action === 'drop' ? giveUpAnswers(example, hits) : keep(withFlags(example, [...hits.values()]))
}

/** The example with flags added, each once. */
export function withFlags(example: Example, flags: readonly string[]): Example {
  const added = [...new Set(flags)].filter((flag) => !example.flags.includes(flag))
  return added.length === 0 ? example : { ...example, flags: [...example.flags, ...added] }
}
