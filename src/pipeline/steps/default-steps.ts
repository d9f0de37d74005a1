import type { Step } from '../../core/step.ts'
import { capPrompts, type CapPromptsOptions } from './cap-prompts.ts'
import { capUsers, type CapUsersOptions } from './cap-users.ts'
import { checkBursts, type CheckBurstsOptions } from './check-bursts.ts'
import { checkDissatisfaction, type CheckDissatisfactionOptions } from './check-dissatisfaction.ts'
import { checkErrorReply, type CheckErrorReplyOptions } from './check-error-reply.ts'
import { checkIdentity, type CheckIdentityOptions } from './check-identity.ts'
import { checkLanguage, type CheckLanguageOptions } from './check-language.ts'
import { checkRefusal, type CheckRefusalOptions } from './check-refusal.ts'
import { checkRepetition, type CheckRepetitionOptions } from './check-repetition.ts'
import { checkSystemLeak, type CheckSystemLeakOptions } from './check-system-leak.ts'
import { checkTailLoop, type CheckTailLoopOptions } from './check-tail-loop.ts'
import { checkTemplateLeak, type CheckTemplateLeakOptions } from './check-template-leak.ts'
import { checkTools, type CheckToolsOptions } from './check-tools.ts'
import { checkTrivial, type CheckTrivialOptions } from './check-trivial.ts'
import { decontaminate, type DecontaminateOptions } from './decontaminate.ts'
import { dedupeExact } from './dedupe-exact.ts'
import { dedupeNear, type DedupeNearOptions } from './dedupe-near.ts'
import { dropEmpty } from './drop-empty.ts'
import { dropShort, type DropShortOptions } from './drop-short.ts'
import { dropUnfinished } from './drop-unfinished.ts'
import { filterFeedback, type FilterFeedbackOptions } from './filter-feedback.ts'
import type { RuleAction } from './judge-answers.ts'
import { limitLength, type LimitLengthOptions } from './limit-length.ts'
import { normalizeWhitespace } from './normalize-whitespace.ts'
import { redactPersonalData, type RedactPersonalDataOptions } from './redact-personal-data.ts'
import { repairStructure } from './repair-structure.ts'
import { requireContent, type RequireContentOptions } from './require-content.ts'
import { selectModels, type SelectModelsOptions } from './select-models.ts'

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
export function defaultSteps({ redaction, rules = {} }: DefaultStepsOptions = {}): readonly Step[] {
  return [...cleaning(rules, redaction), ...judging(rules), ...comparing(rules)]
}

function cleaning(rules: Rules, redaction: DefaultStepsOptions['redaction']): readonly Step[] {
  return [
    ...optional(rules.feedback ?? { down: 'flag' }, filterFeedback),
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
    ...ruled(rules.content ?? 'flag', requireContent),
    ...optional(rules.tools ?? { undeclared: 'flag', arguments: 'flag' }, checkTools),
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

function ruled<Options extends { readonly action?: string }>(
  rule: Rule<Options> | undefined,
  make: (options?: Options | { readonly action: RuleAction }) => Step,
): readonly Step[] {
  if (rule === false) return []
  return [rule === 'flag' || rule === 'drop' ? make({ action: rule }) : make(rule)]
}
