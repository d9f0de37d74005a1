import { checkOptions, badOption } from '../../core/check-options.ts'
import { modelsOf } from '../../core/example.ts'
import { drop, type Step } from '../../core/step.ts'
import { judgeAnswers, type RuleAction } from './judge-answers.ts'
import { ACTIONS, requireChoice } from './require-choice.ts'

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
  const isIncluded = options.include === undefined ? () => true : matcher('include', options.include)
  const isExcluded = matcher('exclude', options.exclude ?? [])
  return {
    name: 'select-models',
    version: 1,
    apply(example) {
      const result = judgeAnswers(example, action, ({ entry }) => {
        const model = entry.origin?.model || 'unknown'
        if (isExcluded(model)) return 'excluded_model'
        return isIncluded(model) ? undefined : 'other_model'
      })
      if (result.kind === 'drop' || !onlyOne) return result
      const models = modelsOf(result.example)
      return models.length > 1 ? drop(result.example, 'several_models', { models }) : result
    },
  }
}

function matcher(option: string, names: unknown): (model: string) => boolean {
  if (!Array.isArray(names))
    throw badOption(`${option} of selectModels is no list`, 'pass a list of names and patterns')
  const tests = names.map((name: unknown) => testOf(option, name))
  return (model) => tests.some((test) => test(model))
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
