import { field, listField, textField } from '../../core/field.ts'
import type { RuleAction } from '../steps/judge-answers.ts'
import { defaultSteps, type Rules } from '../steps/index.ts'
import { ACTED_RULES } from '../steps/rules.ts'

type Setting = { readonly off: Rules; readonly act?: (action: RuleAction) => Rules }

const SWITCHED = [
  'feedback',
  'unfinished',
  'empty',
  'structure',
  'tools',
  'short',
  'exactDuplicates',
] as const satisfies readonly (keyof Rules)[]

const SETTINGS: readonly Setting[] = [
  ...ACTED_RULES.map((name): Setting => ({ off: { [name]: false }, act: (action) => ({ [name]: action }) })),
  ...SWITCHED.map((name): Setting => ({ off: { [name]: false } })),
]

/**
 * The rules of a dataset, as far as they show: those whose step did not run were off, and a rule that dropped or flagged
 * something was set to do so. What a rule never hit may have been set in any way, and made no difference.
 *
 * @param used the names of the steps that ran
 */
export function rulesOfDataset(used: ReadonlySet<string>, report: unknown): Rules {
  const all = defaultSteps().map(({ name }) => name)
  let rules: Rules = {}
  for (const { off, act } of SETTINGS) {
    const left = new Set(defaultSteps({ rules: off }).map(({ name }) => name))
    const [step] = all.filter((name) => !left.has(name))
    if (step === undefined) continue
    if (!used.has(step)) rules = { ...rules, ...off }
    const action = actionOf(step, report)
    if (action !== undefined && act !== undefined) rules = { ...rules, ...act(action) }
  }
  const down = hasDropped('filter-feedback', report, 'thumbs_down')
  return down ? { ...rules, feedback: { down: 'drop' } } : rules
}

function actionOf(step: string, report: unknown): RuleAction | undefined {
  if (hasDropped(step, report)) return 'drop'
  const counts = listField(report, 'steps').find((one) => textField(one, 'name') === step)
  const flagged = field(counts, 'flagged')
  return typeof flagged === 'object' && flagged !== null && Object.keys(flagged).length > 0 ? 'flag' : undefined
}

/** Whether a step has dropped generations, of one reason or any. */
export function hasDropped(step: string, report: unknown, reason?: string): boolean {
  return listField(field(report, 'generations'), 'dropped').some((line) => {
    return textField(line, 'step') === step && (reason === undefined || textField(line, 'reason') === reason)
  })
}
