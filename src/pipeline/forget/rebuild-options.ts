import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defined } from '../../core/field.ts'
import type { BuildOptions } from '../build-options.ts'
import { formatNames, resolveFormat } from '../formats/index.ts'
import type { DatasetConfig, Manifest, UntoldOption } from '../output/manifest.ts'
import { readManifest } from '../output/read-manifest.ts'
import { GROUP_KINDS } from '../split/row-keys.ts'
import type { SplitOptions } from '../split/split-options.ts'
import { defaultSteps } from '../steps/index.ts'
import { hasDropped, rulesByWord } from './rules-of-dataset.ts'

/** How to build a dataset again, as far as it can be known. */
export type RebuildOptions =
  | { readonly kind: 'known'; readonly options: Omit<BuildOptions, 'onProgress' | 'signal' | 'to'> }
  /** `why`: what of it nobody knows any more. `missing`: what `given` would have to say, if that can be named. */
  | { readonly kind: 'unknown'; readonly why: string; readonly missing?: Missing }

/** The steps that are to be set, and the options that were given and are in no manifest. */
type Missing = { readonly steps: readonly string[]; readonly options: readonly UntoldOption[] }

/**
 * Finds out how to build a dataset anew: formats, split, salt, name, steps, consent and rules that were given as words stand
 * in its manifest. Options of formats, masking and rules stand nowhere: where some were given, nobody knows unless `given` has
 * them; where none were, `given` changes nothing.
 *
 * @example
 * const rebuild = await rebuildOptionsOf('./datasets/support')
 * if (rebuild.kind === 'known') await buildDataset({ ...rebuild.options, from: './.finetap', to: './datasets/support' })
 */
export async function rebuildOptionsOf(folder: string, given: GivenOptions = {}): Promise<RebuildOptions> {
  const found = await readManifest(folder)
  if (found.kind !== 'whole') return unknown(`its manifest is ${found.kind}`)
  return optionsOf(found.manifest, await reportOf(folder, found.manifest), given)
}

type GivenOptions = Pick<BuildOptions, 'consent' | 'formats' | 'redact' | 'rules'>

function optionsOf({ name, config }: Manifest, report: unknown, given: GivenOptions): RebuildOptions {
  const asGiven = config.given ?? []
  const formats = asGiven.includes('formats') ? given.formats : undefined
  const own = formats === undefined ? config.formats.filter((format) => !isKnownFormat(format)) : []
  if (own.length > 0) return unknown(`its format ${own.map((format) => format.name).join(', ')} is none of finetap's`)
  const rules = {
    ...rulesByWord(config.rules),
    ...(asGiven.includes('rules') ? given.rules : {}),
  }
  const redact = (asGiven.includes('redact') ? given.redact : undefined) ?? redactOf(config)
  const planned = defaultSteps(defined({ rules, redaction: redact }))
  const lost = asGiven.filter((option) => given[option] === undefined)
  const missing = { steps: missingIn(planned, config.steps), options: lost }
  const difference = differenceOf(config, planned)
  if (difference !== undefined) return unknown(difference, missing.steps.length === 0 ? undefined : missing)
  const isChosen = ['low_score', 'not_judged'].some((reason) => hasDropped('filter-feedback', report, reason))
  if (isChosen && given.rules?.feedback === undefined) return unknown('how it chose by feedback is not in its manifest')
  if (lost.length > 0)
    return unknown(`the options ${lost.join(' and ')} that it was built with are not in its manifest`, missing)
  const split = splitOf(config)
  if (split === undefined) return unknown('it was split in a way that this version does not know')
  const consent = given.consent ?? config.consent
  const names = config.formats.map((format) => format.name)
  const options = { name, salt: config.salt, formats: formats ?? names, split, rules }
  return { kind: 'known', options: { ...options, ...defined({ redact, consent }) } }
}

async function reportOf(folder: string, { report }: Manifest): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(folder, report.file), 'utf8'))
  } catch {
    return undefined
  }
}

function unknown(why: string, missing?: Missing): RebuildOptions {
  return { kind: 'unknown', why, ...defined({ missing }) }
}

function isKnownFormat({ name, version }: DatasetConfig['formats'][number]): boolean {
  return formatNames.includes(name) && resolveFormat(name).version >= version
}

function redactOf({ steps }: DatasetConfig): false | undefined {
  return steps.some(({ name }) => name === 'redact-personal-data') ? undefined : false
}

/** Why the steps would be other ones than those of the manifest; of a later version of a step the name is enough. */
function differenceOf({ steps }: DatasetConfig, planned: readonly Named[]): string | undefined {
  const gone = missingIn(planned, steps)
  if (gone.length > 0) return `how its step ${gone.join(', ')} was set is not in its manifest`
  const added = missingIn(steps, planned)
  if (added.length > 0) return `the step ${added.join(', ')} would be new`
  const [before, now] = [steps, planned].map((list) => list.map(({ name }) => name).join())
  return before === now ? undefined : 'its steps ran in another order'
}

type Named = { readonly name: string }

/** The names of others that are not among these. */
function missingIn(these: readonly Named[], others: readonly Named[]): readonly string[] {
  const names = new Set(these.map(({ name }) => name))
  return others.flatMap(({ name }) => (names.has(name) ? [] : [name]))
}

function splitOf({ split }: DatasetConfig): SplitOptions | undefined {
  const { validation, test, by = 'hash', groupBy = [], quota = false } = split
  if (by !== 'hash' && by !== 'time') return undefined
  const kinds = GROUP_KINDS.filter((kind) => groupBy.includes(kind))
  if (kinds.length !== groupBy.length) return undefined
  if (by === 'time') return { validation, test, by }
  return { validation, test, by, ...(kinds.length === 0 ? {} : { groupBy: kinds }), ...(quota ? { quota } : {}) }
}
