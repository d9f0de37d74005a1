import { checkOptions } from '../../core/check-options.ts'
import type { Step } from '../../core/step.ts'
import { capPrompts } from './cap-prompts.ts'
import { capUsers } from './cap-users.ts'
import { checkBursts } from './check-bursts.ts'
import { checkDissatisfaction } from './check-dissatisfaction.ts'
import { checkErrorReply } from './check-error-reply.ts'
import { checkIdentity } from './check-identity.ts'
import { checkLanguage } from './check-language.ts'
import { checkRefusal } from './check-refusal.ts'
import { checkRepetition } from './check-repetition.ts'
import { checkSystemLeak } from './check-system-leak.ts'
import { checkTailLoop } from './check-tail-loop.ts'
import { checkTemplateLeak } from './check-template-leak.ts'
import { checkTools } from './check-tools.ts'
import { checkTrivial } from './check-trivial.ts'
import { decontaminate } from './decontaminate.ts'
import { dedupeExact } from './dedupe-exact.ts'
import { dedupeNear } from './dedupe-near.ts'
import { dropEmpty } from './drop-empty.ts'
import { dropShort } from './drop-short.ts'
import { dropUnfinished } from './drop-unfinished.ts'
import { filterFeedback } from './filter-feedback.ts'
import type { RuleAction } from './judge-answers.ts'
import { limitLength } from './limit-length.ts'
import { normalizeWhitespace } from './normalize-whitespace.ts'
import { redactPersonalData, type RedactPersonalDataOptions } from './redact-personal-data.ts'
import { repairStructure } from './repair-structure.ts'
import { requireContent } from './require-content.ts'
import { checkRules, type Rule, type Rules } from './rules.ts'
import { selectModels } from './select-models.ts'

export type DefaultStepsOptions = {
  /** `false`: personal data stays in the dataset. */
  readonly redaction?: RedactPersonalDataOptions | false
  readonly rules?: Rules
}

/**
 * The steps of a build that names none, in their order: clean, then judge, then compare. Corrections come first, so that
 * they are masked like everything else; text is tidied before it is searched for personal data, so that no invisible
 * character hides an address; duplicates are sought among what is left.
 *
 * Dropped by default are unfinished, empty and next to empty answers, broken structures, error replies, leaks of template
 * tokens, answers that end in a loop, and duplicates. All other rules flag: see the report.
 *
 * @throws FinetapError `bad_option` when an option of a rule is none
 * @example buildDataset({ steps: [...defaultSteps({ rules: { refusals: 'drop' } }), myOwnStep()], … })
 */
export function defaultSteps(options: DefaultStepsOptions = {}): readonly Step[] {
  checkOptions('defaultSteps', options, { redaction: 'any', rules: 'object' })
  const { redaction, rules = {} } = options
  checkRules(rules)
  return [...cleaning(rules, redaction), ...judging(rules), ...comparing(rules)]
}

function cleaning(rules: Rules, redaction: DefaultStepsOptions['redaction']): readonly Step[] {
  return [
    ...optional(rules.feedback === false ? false : { down: 'flag', ...rules.feedback }, filterFeedback),
    ...given(rules.models, selectModels),
    normalizeWhitespace(),
    ...optional(redaction, redactPersonalData),
    // Before the next ones cut off what a user said last.
    ...ruled(rules.dissatisfaction, checkDissatisfaction),
    ...optional(rules.unfinished, dropUnfinished),
    ...ruled(rules.errorReplies, checkErrorReply),
    ...optional(rules.empty, dropEmpty),
    ...optional(rules.structure, repairStructure),
  ]
}

function judging(rules: Rules): readonly Step[] {
  return [
    ...ruled(rules.templateLeaks, checkTemplateLeak),
    ...ruled(rules.tailLoops, checkTailLoop),
    ...given(rules.length, limitLength),
    ...optional(rules.short, dropShort),
    ...ruled(inFlags(rules.content), requireContent),
    ...optional(rules.tools === false ? false : { ...TOOLS, ...rules.tools }, checkTools),
    ...ruled(rules.repetition, checkRepetition),
    ...ruled(rules.refusals, checkRefusal),
    ...ruled(rules.identity, checkIdentity),
    ...ruled(rules.systemLeaks, checkSystemLeak),
    ...ruled(rules.language, checkLanguage),
    ...ruled(rules.trivial, checkTrivial),
  ]
}

function comparing(rules: Rules): readonly Step[] {
  return [
    ...given(rules.contamination, decontaminate),
    ...optional(rules.exactDuplicates, dedupeExact),
    ...ruled(rules.nearDuplicates, dedupeNear),
    ...ruled(rules.bursts, checkBursts),
    ...given(rules.promptCap, capPrompts),
    ...given(rules.userCap, capUsers),
  ]
}

function optional<Options>(options: Options | false | undefined, make: (options?: Options) => Step): readonly Step[] {
  return options === false ? [] : [make(options)]
}

function given<Options>(options: Options | undefined, make: (options: Options) => Step): readonly Step[] {
  return options === undefined ? [] : [make(options)]
}

const TOOLS = { undeclared: 'flag', arguments: 'flag' } as const

/** A rule that drops by itself, and by default flags here. */
function inFlags<Options extends object>(rule: Rule<Options> | undefined): Rule<Options | { action: RuleAction }> {
  return typeof rule === 'object' ? { action: 'flag', ...rule } : (rule ?? 'flag')
}

function ruled<Options extends { readonly action?: string }>(
  rule: Rule<Options> | undefined,
  make: (options?: Options | { readonly action: RuleAction }) => Step,
): readonly Step[] {
  if (rule === false) return []
  return [rule === 'flag' || rule === 'drop' ? make({ action: rule }) : make(rule)]
}
