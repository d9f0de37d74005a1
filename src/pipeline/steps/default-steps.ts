import { checkOptions } from '../../core/check-options.ts'
import { FinetapError } from '../../core/errors.ts'
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
import { withoutMasking } from './unmasked.ts'

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
    ...optional('feedback', rules.feedback === false ? false : { down: 'flag', ...rules.feedback }, filterFeedback),
    ...given('models', rules.models, selectModels),
    ...(redaction === false
      ? [withoutMasking(normalizeWhitespace())]
      : [normalizeWhitespace(), redactPersonalData(redaction)]),
    // Before the next ones cut off what a user said last.
    ...ruled('dissatisfaction', rules.dissatisfaction, checkDissatisfaction),
    ...optional('unfinished', rules.unfinished, dropUnfinished),
    ...ruled('errorReplies', rules.errorReplies, checkErrorReply),
    ...optional('empty', rules.empty, dropEmpty),
    ...optional('structure', rules.structure, repairStructure),
  ]
}

function judging(rules: Rules): readonly Step[] {
  return [
    ...ruled('templateLeaks', rules.templateLeaks, checkTemplateLeak),
    ...ruled('tailLoops', rules.tailLoops, checkTailLoop),
    ...given('length', rules.length, limitLength),
    ...optional('short', rules.short, dropShort),
    ...ruled('content', inFlags(rules.content), requireContent),
    ...optional('tools', rules.tools === false ? false : { ...TOOLS, ...rules.tools }, checkTools),
    ...ruled('repetition', rules.repetition, checkRepetition),
    ...ruled('refusals', rules.refusals, checkRefusal),
    ...ruled('identity', rules.identity, checkIdentity),
    ...ruled('systemLeaks', rules.systemLeaks, checkSystemLeak),
    ...ruled('language', rules.language, checkLanguage),
    ...ruled('trivial', rules.trivial, checkTrivial),
  ]
}

function comparing(rules: Rules): readonly Step[] {
  return [
    ...given('contamination', rules.contamination, decontaminate),
    ...optional('exactDuplicates', rules.exactDuplicates, dedupeExact),
    ...ruled('nearDuplicates', rules.nearDuplicates, dedupeNear),
    ...ruled('bursts', rules.bursts, checkBursts),
    ...given('promptCap', rules.promptCap, capPrompts),
    ...given('userCap', rules.userCap, capUsers),
  ]
}

type RuleName = keyof Rules

function optional<Options>(
  name: RuleName,
  options: Options | false | undefined,
  make: (options?: Options) => Step,
): readonly Step[] {
  return options === false ? [] : [made(name, make, options)]
}

function given<Options>(
  name: RuleName,
  options: Options | undefined,
  make: (options: Options) => Step,
): readonly Step[] {
  return options === undefined ? [] : [made(name, make, options)]
}

const TOOLS = { undeclared: 'flag', arguments: 'flag' } as const

/** A rule that drops by itself, and by default flags here. */
function inFlags<Options extends object>(rule: Rule<Options> | undefined): Rule<Options | { action: RuleAction }> {
  return typeof rule === 'object' ? { action: 'flag', ...rule } : (rule ?? 'flag')
}

function ruled<Options extends { readonly action?: string }>(
  name: RuleName,
  rule: Rule<Options> | undefined,
  make: (options?: Options | { readonly action: RuleAction }) => Step,
): readonly Step[] {
  if (rule === false) return []
  return [made(name, make, rule === 'flag' || rule === 'drop' ? { action: rule } : rule)]
}

/** Who wrote `rules: { refusals: … }` need not know that a step `checkRefusal` refuses the options. */
function made<Options>(name: RuleName, make: (options: Options) => Step, options: Options): Step {
  try {
    return make(options)
  } catch (cause) {
    if (!FinetapError.isInstance(cause)) throw cause
    const [what = '', fix = ''] = cause.message.split('. Fix: ')
    throw new FinetapError(cause.code, { what: what.replace(make.name, `the rule ${name}`), fix, cause })
  }
}
