import { checkOptions } from '../../core/check-options.ts'
import type { Example, ExampleMessage } from '../../core/example.ts'
import { textOf } from '../../core/message.ts'
import type { Step } from '../../core/step.ts'
import { answersIn, type Answer } from './answers.ts'
import { judgeTexts, withFlags, type RuleAction } from './judge-answers.ts'
import { ACTIONS, requireChoice } from './require-choice.ts'
import { requireList } from './require-list.ts'
import { cutEnd } from './text/cut-end.ts'
import { templateTokens, type TemplateToken } from './text/template-tokens.ts'

export type CheckTemplateLeakOptions = {
  /**
   * Default `drop`. `trim` cuts off tokens that only end a good answer, and flags that as `template_leak_trimmed`;
   * answers that hold them elsewhere are given up.
   */
  readonly action?: RuleAction | 'trim'
  /** Tokens that the app's model prints on purpose, such as `<|tool_call_start|>` (default none). */
  readonly allow?: readonly string[]
}

/** What a model writes behind its last word when nothing stops it: tokens, and the name of who would speak next. */
const SPEAKERS = /\b(?:system|user|assistant|model|human)\b/gi

/**
 * Gives up answers that hold tokens of a chat template, reason `template_leak`: `<|im_end|>`, `<|eot_id|>`, `[/INST]`,
 * `<end_of_turn>`, `</s>`, `### Response:` and their like. Who trains on them teaches a model not to stop.
 *
 * Within code they stay, as `<s>…</s>` does, headings of a document that has others, and tokens that the user, a tool or
 * the system prompt wrote before: people ask about templates.
 *
 * @example buildDataset({ rules: { templateLeaks: { action: 'trim' } }, … })
 */
export function checkTemplateLeak(options: CheckTemplateLeakOptions = {}): Step {
  checkOptions('checkTemplateLeak', options, { action: 'string', allow: 'any' })
  requireChoice('action of checkTemplateLeak', options.action, [...ACTIONS, 'trim'])
  requireList('allow of checkTemplateLeak', options.allow)
  const { action = 'drop', allow = [] } = options
  const leaksOf = (answer: Answer): readonly TemplateToken[] => {
    if (!answer.facts.mayHoldTokens) return []
    const tokens = templateTokens(answer.spoken)
    return tokens.filter(({ token }) => !allow.includes(token) && !isQuoted(token, answer))
  }
  const judge = (example: Example, act: RuleAction) =>
    judgeTexts(example, act, (answer) => (leaksOf(answer).length > 0 ? 'template_leak' : undefined))
  return {
    name: 'check-template-leak',
    version: 1,
    apply: (example) => (action === 'trim' ? judge(trimAnswers(example, leaksOf), 'drop') : judge(example, action)),
  }
}

function isQuoted(token: string, { messages, index }: Answer): boolean {
  return messages.some(({ message }, at) => {
    if (at >= index || message.role === 'assistant') return false
    return textOf(message).includes(token) || (message.role === 'tool' && JSON.stringify(message.parts).includes(token))
  })
}

function trimAnswers(example: Example, leaksOf: (answer: Answer) => readonly TemplateToken[]): Example {
  let messages: ExampleMessage[] | undefined
  for (const answer of answersIn(example.messages).texts) {
    const trimmed = trimAnswer(answer, leaksOf(answer))
    if (trimmed === answer.entry) continue
    messages ??= [...example.messages]
    messages[answer.index] = trimmed
  }
  return messages === undefined ? example : withFlags({ ...example, messages }, ['template_leak_trimmed'])
}

function trimAnswer({ entry, spoken }: Answer, leaks: readonly TemplateToken[]): ExampleMessage {
  const [first] = leaks
  if (first === undefined) return entry
  const tail = leaks.map(({ end }, index) => spoken.slice(end, leaks[index + 1]?.start)).join('')
  const isGood = spoken.slice(0, first.start).trim() !== '' && tail.replaceAll(SPEAKERS, '').trim() === ''
  return isGood ? { ...entry, message: cutEnd(entry.message, spoken.length - first.start) } : entry
}
