import { badOption, checkOptions } from '../../core/check-options.ts'
import { textOf, type Role } from '../../core/message.ts'
import type { Step } from '../../core/step.ts'
import type { Answer } from './answers.ts'
import { judgeTexts, type RuleAction } from './judge-answers.ts'
import { ACTIONS, requireChoice } from './require-choice.ts'
import { runsOf, sharesRun, type RunSet } from './text/shared-run.ts'

export type CheckSystemLeakOptions = {
  /** Default `flag`. */
  readonly action?: RuleAction
  /** Words on end that an answer may share with the system prompt at most, plus one (default 12: eight runs of five). */
  readonly words?: number
  /** The same in characters, for long words (default 120). */
  readonly characters?: number
}

/**
 * Flags answers that repeat the system prompt, `system_leak`: 12 words on end (30 characters of Chinese, Japanese or Thai), or
 * 120 characters in at least five words, whatever their case and the signs between them. What the user or a tool has said too
 * is quoted, and no leak.
 *
 * A prompt that holds texts to be said (opening hours, a greeting) is repeated on purpose, hence a flag.
 *
 * @example buildDataset({ rules: { systemLeaks: { words: 20 } }, … })
 */
export function checkSystemLeak(options: CheckSystemLeakOptions = {}): Step {
  checkOptions('checkSystemLeak', options, { action: 'string', words: 'number', characters: 'number' })
  requireChoice('action of checkSystemLeak', options.action, ACTIONS)
  const { action = 'flag', words = 12, characters = 120 } = options
  if (!(words > 0 && characters > 0)) {
    throw badOption('A limit of checkSystemLeak is not above 0', 'pass numbers above 0, or leave them out')
  }
  const limits = { words, characters }
  const runsOfSystem = rememberLast(runsOf)
  return {
    name: 'check-system-leak',
    version: 1,
    apply: (example) =>
      judgeTexts(example, action, (answer) => {
        const system = textBefore(answer, ['system', 'developer'])
        if (system === '') return undefined
        const runs = runsOfSystem(system)
        if (!sharesRun(answer.spoken, runs, limits)) return undefined
        const quoted = runsOf(textBefore(answer, ['user', 'tool']))
        return sharesRun(answer.spoken, runs, limits, quoted) ? 'system_leak' : undefined
      }),
  }
}

function textBefore({ messages, index }: Answer, roles: readonly Role[]): string {
  const texts: string[] = []
  for (let before = 0; before < index; before += 1) {
    const message = messages[before]?.message
    if (message === undefined || !roles.includes(message.role)) continue
    texts.push(message.role === 'tool' ? JSON.stringify(message.parts) : textOf(message))
  }
  return texts.join('\n')
}

/** Most conversations of an app begin with one and the same system prompt. */
function rememberLast(make: (text: string) => RunSet): (text: string) => RunSet {
  let last: { readonly text: string; readonly runs: RunSet } | undefined
  return (text) => {
    if (last?.text !== text) last = { text, runs: make(text) }
    return last.runs
  }
}
