import { checkOptions, badOption } from '../../core/check-options.ts'
import { modelsOf } from '../../core/example.ts'
import { drop, type Step } from '../../core/step.ts'
import { judgeAnswers, type RuleAction } from './judge-answers.ts'
import { withRemarks, type StepRemark } from './remarks.ts'
import { ACTIONS, requireChoice } from './require-choice.ts'

/** In a message. */
const MOST_NAMES = 12

/** A model's whole name, or a pattern that some part of it matches. */
export type ModelName = string | RegExp

export type SelectModelsOptions = {
  /** Only answers of these models stay. Default: of all. */
  readonly include?: readonly ModelName[]
  /** Answers of these models go, also when `include` names them. Default none. */
  readonly exclude?: readonly ModelName[]
  /** Drops examples that would train answers of several models, reason `several_models`. Default false. */
  readonly onlyOne?: boolean
  /** What becomes of answers that are not wanted. Default `'drop'`. */
  readonly action?: RuleAction
}

/**
 * Chooses by the model that answered: reasons `other_model` (none of `include`) and `excluded_model`. An answer whose
 * model nobody knows is of the model `unknown`.
 *
 * Licences of some models forbid to train on their answers; a mixture of models teaches a mixture of manners.
 *
 * @example buildDataset({ rules: { models: { include: [/^llama/i], exclude: ['llama-guard'] } }, … })
 */
export function selectModels(options: SelectModelsOptions): Step {
  checkOptions('selectModels', options, { include: 'any', exclude: 'any', onlyOne: 'boolean', action: 'string' })
  requireChoice('action of selectModels', options.action, ACTIONS)
  const { onlyOne = false, action = 'drop' } = options
  const included = options.include === undefined ? undefined : testsOf('include', options.include)
  const excluded = options.exclude === undefined ? [] : testsOf('exclude', options.exclude)
  const step: Step = {
    name: 'select-models',
    version: 1,
    apply(example) {
      const result = judgeAnswers(example, action, ({ entry }) => {
        const model = entry.origin?.model || 'unknown'
        if (isOneOf(excluded, model)) return 'excluded_model'
        return included === undefined || isOneOf(included, model) ? undefined : 'other_model'
      })
      if (result.kind === 'drop' || !onlyOne) return result
      const models = modelsOf(result.example)
      return models.length > 1 ? drop(result.example, 'several_models', { models }) : result
    },
  }
  return withRemarks(step, ({ models }) => aboutUnknown([...(included ?? []), ...excluded], models))
}

/** A misspelt name would exclude nothing, or leave nothing, without a word. */
function aboutUnknown(named: readonly NamedTest[], models: readonly string[] | undefined): readonly StepRemark[] {
  const unknown = named.filter(({ test }) => models?.some(test) === false).map(({ name }) => name)
  if (models === undefined || unknown.length === 0) return []
  const those = models.length > MOST_NAMES ? [...models.slice(0, MOST_NAMES), '…'] : models
  return [
    {
      code: 'model_not_found',
      message: `No answer in the log is of the model ${unknown.join(' or ')}, which the rule models names`,
      fix: `name one of those that answered: ${those.join(', ')}`,
    },
  ]
}

type NamedTest = { readonly name: string; readonly test: (model: string) => boolean }

function isOneOf(named: readonly NamedTest[], model: string): boolean {
  return named.some(({ test }) => test(model))
}

function testsOf(option: string, names: unknown): readonly NamedTest[] {
  if (!Array.isArray(names))
    throw badOption(`${option} of selectModels is no list`, 'pass a list of names and patterns')
  return names.map((name: unknown) => ({ name: String(name), test: testOf(option, name) }))
}

function testOf(option: string, name: unknown): (model: string) => boolean {
  if (typeof name === 'string') return (model) => model === name
  if (!(name instanceof RegExp)) {
    throw badOption(`${option} of selectModels holds what is no name`, 'pass strings and regular expressions')
  }
  // A pattern with the flag g or y goes on where it stopped the last time.
  const pattern = new RegExp(name.source, name.flags.replaceAll(/[gy]/g, ''))
  return (model) => pattern.test(model)
}
