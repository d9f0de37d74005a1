import type { RuleAction, Rules } from '../../datasets.ts'
import { nearest } from '../nearest.ts'
import { badUsage } from '../usage.ts'
import { ACTED_RULES } from '../../pipeline/steps/rules.ts'

type Reading = {
  /** What may stand behind the `=`, for people. */
  readonly takes: string
  /** Undefined for what it does not take. */
  readonly read: (value: string, before: Rules) => Rules | undefined
}

const SWITCHED = [
  'unfinished',
  'empty',
  'structure',
  'short',
  'exactDuplicates',
] as const satisfies readonly (keyof Rules)[]

const READINGS: ReadonlyMap<string, Reading> = new Map<string, Reading>([
  ...ACTED_RULES.map((name) => [name, acted((action) => ({ [name]: action }))] as const),
  ...SWITCHED.map((name) => [name, switched(name)] as const),
  ['feedback', acted((action) => ({ feedback: action === false ? false : { down: action } }))],
  ['tools', acted((action) => ({ tools: action === false ? false : { undeclared: action, arguments: action } }))],
  ['length', counted('characters', (characters) => ({ length: { characters } }))],
  ['promptCap', counted('rows', (rows) => ({ promptCap: { rows } }))],
  ['userCap', counted('rows', (rows) => ({ userCap: { rows } }))],
  [
    'contamination',
    {
      takes: 'a file of an evaluation',
      read: (file, { contamination }) => ({ contamination: { files: [...(contamination?.files ?? []), file] } }),
    },
  ],
])

/**
 * The rules of `--rule name=value`, in kebab case or as the library writes them.
 *
 * @throws FinetapError `bad_option`, with the nearest name
 */
export function readRules(texts: readonly string[]): Rules | undefined {
  let rules: Rules = {}
  const named = new Set<string>()
  for (const text of texts) {
    const [, given = '', value = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? []
    const name = camel(given)
    const reading = READINGS.get(name)
    if (name === 'models') throw badUsage('The rule models has two flags of its own', MODELS)
    if (reading === undefined) throw unknownRule(text, given, name)
    if (named.has(name) && name !== 'contamination') throw badUsage(`The rule ${given} is given twice`, 'give it once')
    named.add(name)
    const read = value === '' ? undefined : reading.read(value, rules)
    if (read === undefined)
      throw badUsage(`The rule ${given} does not take ${JSON.stringify(value)}`, fixOf(given, reading))
    rules = { ...rules, ...read }
  }
  return texts.length === 0 ? undefined : rules
}

function acted(make: (action: RuleAction | false) => Rules): Reading {
  return {
    takes: 'flag, drop or off',
    read(value) {
      if (value === 'off') return make(false)
      return value === 'flag' || value === 'drop' ? make(value) : undefined
    },
  }
}

function switched(name: (typeof SWITCHED)[number]): Reading {
  return { takes: 'off', read: (value) => (value === 'off' ? { [name]: false } : undefined) }
}

function counted(what: string, make: (count: number) => Rules): Reading {
  return {
    takes: `a number of ${what}`,
    read: (value) => (/^[1-9]\d{0,8}$/.test(value) ? make(Number(value)) : undefined),
  }
}

const MODELS = 'write --only-model <name>, or --exclude-model <name>'

function fixOf(given: string, { takes }: Reading): string {
  return `write --rule ${given}=<${takes}>`
}

function camel(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/** As it is written on a command line. */
function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

function unknownRule(text: string, given: string, name: string): Error {
  const bare = camel(text)
  const reading = given === '' ? READINGS.get(bare) : undefined
  if (reading !== undefined) return badUsage(`The rule ${text} has no value`, fixOf(text, reading))
  const names = [...READINGS.keys()]
  const near = nearest(given === '' ? bare : name, names)
  const fix = near === undefined ? `the rules are ${names.map(kebab).join(', ')}` : `did you mean ${kebab(near)}?`
  return badUsage(`There is no rule ${JSON.stringify(given === '' ? text : given)}`, fix)
}
