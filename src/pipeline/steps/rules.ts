import { badOption, checkOptions, kindOf } from '../../core/check-options.ts'
import type { CapPromptsOptions } from './cap-prompts.ts'
import type { CapUsersOptions } from './cap-users.ts'
import type { CheckBurstsOptions } from './check-bursts.ts'
import type { CheckDissatisfactionOptions } from './check-dissatisfaction.ts'
import type { CheckErrorReplyOptions } from './check-error-reply.ts'
import type { CheckIdentityOptions } from './check-identity.ts'
import type { CheckLanguageOptions } from './check-language.ts'
import type { CheckRefusalOptions } from './check-refusal.ts'
import type { CheckRepetitionOptions } from './check-repetition.ts'
import type { CheckSystemLeakOptions } from './check-system-leak.ts'
import type { CheckTailLoopOptions } from './check-tail-loop.ts'
import type { CheckTemplateLeakOptions } from './check-template-leak.ts'
import type { CheckToolsOptions } from './check-tools.ts'
import type { CheckTrivialOptions } from './check-trivial.ts'
import type { DecontaminateOptions } from './decontaminate.ts'
import type { DedupeNearOptions } from './dedupe-near.ts'
import type { DropShortOptions } from './drop-short.ts'
import type { FilterFeedbackOptions } from './filter-feedback.ts'
import type { LimitLengthOptions } from './limit-length.ts'
import type { RequireContentOptions } from './require-content.ts'
import type { SelectModelsOptions } from './select-models.ts'
import type { RuleAction } from './judge-answers.ts'

/** `false`: the rule does not run. `'flag'` or `'drop'`: what it does with what it hits. Else its options. */
export type Rule<Options> = Options | RuleAction | false

/** The rules of the default steps, each under its own name. What is left out runs as it does by default. */
export type Rules = {
  /** Default: corrections replace the answer, thumbs down are flagged. */
  readonly feedback?: FilterFeedbackOptions | false
  /** Off unless given. */
  readonly models?: SelectModelsOptions
  readonly unfinished?: false
  readonly errorReplies?: Rule<CheckErrorReplyOptions>
  readonly empty?: false
  /** Default: damaged texts are flagged. */
  readonly content?: Rule<RequireContentOptions>
  readonly structure?: false
  readonly tools?: CheckToolsOptions | false
  readonly templateLeaks?: Rule<CheckTemplateLeakOptions>
  readonly tailLoops?: Rule<CheckTailLoopOptions>
  readonly repetition?: Rule<CheckRepetitionOptions>
  readonly refusals?: Rule<CheckRefusalOptions>
  readonly identity?: Rule<CheckIdentityOptions>
  readonly systemLeaks?: Rule<CheckSystemLeakOptions>
  readonly language?: Rule<CheckLanguageOptions>
  readonly dissatisfaction?: Rule<CheckDissatisfactionOptions>
  readonly trivial?: Rule<CheckTrivialOptions>
  /** Off unless given. */
  readonly length?: LimitLengthOptions
  readonly short?: DropShortOptions | false
  /** Off unless given. */
  readonly contamination?: DecontaminateOptions
  readonly exactDuplicates?: false
  readonly nearDuplicates?: Rule<DedupeNearOptions>
  readonly bursts?: Rule<CheckBurstsOptions>
  /** Off unless given. Training rows only. */
  readonly promptCap?: CapPromptsOptions
  /** Off unless given. Training rows only. */
  readonly userCap?: CapUsersOptions
}

/** Rules that may be `'flag'`, `'drop'` or `false`. */
export const ACTED_RULES = [
  'errorReplies',
  'content',
  'templateLeaks',
  'tailLoops',
  'repetition',
  'refusals',
  'identity',
  'systemLeaks',
  'language',
  'dissatisfaction',
  'trivial',
  'nearDuplicates',
  'bursts',
] as const

const NAMES: { readonly [Name in keyof Rules]-?: 'any' } = {
  feedback: 'any',
  models: 'any',
  unfinished: 'any',
  errorReplies: 'any',
  empty: 'any',
  content: 'any',
  structure: 'any',
  tools: 'any',
  templateLeaks: 'any',
  tailLoops: 'any',
  repetition: 'any',
  refusals: 'any',
  identity: 'any',
  systemLeaks: 'any',
  language: 'any',
  dissatisfaction: 'any',
  trivial: 'any',
  length: 'any',
  short: 'any',
  contamination: 'any',
  exactDuplicates: 'any',
  nearDuplicates: 'any',
  bursts: 'any',
  promptCap: 'any',
  userCap: 'any',
}

/** Rules that are off without options, and what these look like. */
const WITH_OPTIONS: ReadonlyMap<string, string> = new Map([
  ['models', "{ include: ['llama3.2'] }"],
  ['length', '{ tokens: 8192 }'],
  ['contamination', "{ files: ['questions.jsonl'] }"],
  ['promptCap', '{ rows: 3 }'],
  ['userCap', '{ share: 0.05 }'],
])

const ACTED: ReadonlySet<string> = new Set(ACTED_RULES)
/** Rules that cannot but drop. */
const SWITCHED: ReadonlySet<string> = new Set(['unfinished', 'empty', 'structure', 'exactDuplicates'])

/** @throws FinetapError `bad_option` for rules that are none */
export function checkRules(rules: Rules): void {
  checkOptions('rules', rules, NAMES)
  for (const [name, rule] of Object.entries(rules)) {
    if (rule === undefined || isTaken(name, rule)) continue
    throw badOption(`The rule ${name} is ${shownRule(rule)}`, takenBy(name))
  }
}

function isTaken(name: string, rule: unknown): boolean {
  const isOptions = typeof rule === 'object' && rule !== null && !Array.isArray(rule)
  if (WITH_OPTIONS.has(name)) return isOptions
  if (SWITCHED.has(name)) return rule === false
  return rule === false || isOptions || (ACTED.has(name) && (rule === 'flag' || rule === 'drop'))
}

function takenBy(name: string): string {
  const example = WITH_OPTIONS.get(name)
  if (example !== undefined) return `give its options, such as ${name}: ${example}; without them it is off`
  if (SWITCHED.has(name)) return 'leave it out, it drops by itself; false switches it off'
  return ACTED.has(name) ? "use 'drop', 'flag', false or options" : 'use false or options'
}

function shownRule(rule: unknown): string {
  return ['string', 'number', 'boolean'].includes(typeof rule) ? JSON.stringify(rule) : kindOf(rule)
}
