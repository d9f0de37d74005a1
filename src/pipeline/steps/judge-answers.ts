import type { Example } from '../../core/example.ts'
import { keep, type StepResult } from '../../core/step.ts'
import { answersIn, type Answer } from './answers.ts'
import { giveUpAnswers } from './edit-example.ts'

/**
 * What a rule does with an answer that it hits. `flag`: the example says so and stays as it is. `drop`: the answer is
 * given up: in the middle of a conversation it stays as context, at the end it goes with its question.
 */
export type RuleAction = 'drop' | 'flag'

/** Gives the reason code in snake case where a rule hits an answer. */
type RuleOf = (answer: Answer) => string | undefined

/** Shows a rule each answer that would be trained. */
export function judgeAnswers(example: Example, action: RuleAction, ruleOf: RuleOf): StepResult {
  return judge(example, action, answersIn(example.messages).all, ruleOf)
}

/** Shows a rule each answer that would be trained and has text: many are nothing but a call of a tool. */
export function judgeTexts(example: Example, action: RuleAction, ruleOf: RuleOf): StepResult {
  return judge(example, action, answersIn(example.messages).texts, ruleOf)
}

function judge(example: Example, action: RuleAction, answers: readonly Answer[], ruleOf: RuleOf): StepResult {
  let hits: Map<number, string> | undefined
  for (const answer of answers) {
    const reason = ruleOf(answer)
    if (reason !== undefined) hits = (hits ?? new Map<number, string>()).set(answer.index, reason)
  }
  if (hits === undefined) return keep(example)
  return action === 'drop' ? giveUpAnswers(example, hits) : keep(withFlags(example, [...hits.values()]))
}

/** The example with flags added, each once. */
export function withFlags(example: Example, flags: readonly string[]): Example {
  const added = [...new Set(flags)].filter((flag) => !example.flags.includes(flag))
  return added.length === 0 ? example : { ...example, flags: [...example.flags, ...added] }
}
