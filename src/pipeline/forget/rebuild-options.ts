import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defined } from '../../core/field.ts'
import type { BuildOptions } from '../build-options.ts'
import { formatNames, resolveFormat } from '../formats/index.ts'
import type { DatasetConfig, Manifest } from '../output/manifest.ts'
import { readManifest } from '../output/read-manifest.ts'
import { GROUP_KINDS } from '../split/row-keys.ts'
import type { SplitOptions } from '../split/split-options.ts'
import { defaultSteps } from '../steps/index.ts'
import { hasDropped, rulesByWord } from './rules-of-dataset.ts'

/** How to build a dataset again, as far as it can be known. */
export type RebuildOptions =
  | { readonly kind: 'known'; readonly options: Omit<BuildOptions, 'onProgress' | 'signal' | 'to'> }
  /** `why`: what of it nobody knows any more. */
  | { readonly kind: 'unknown'; readonly why: string }

/**
 * Finds out how to build a dataset anew: formats, split, salt, name, steps, consent and rules that were given as words stand
 * in its manifest. Options of masking and of rules stand nowhere: where some were given, nobody knows unless `given` has
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

type GivenOptions = Pick<BuildOptions, 'consent' | 'redact' | 'rules'>

function optionsOf({ name, config }: Manifest, report: unknown, given: GivenOptions): RebuildOptions {
  const own = config.formats.filter((format) => !isKnownFormat(format))
  if (own.length > 0) return unknown(`its format ${own.map((format) => format.name).join(', ')} is none of finetap's`)
  const asGiven = config.given ?? []
  const rules = {
    ...rulesByWord(config.rules),
    ...(asGiven.includes('rules') ? given.rules : {}),
  }
  const redact = (asGiven.includes('redact') ? given.redact : undefined) ?? redactOf(config)
  const difference = differenceOf(config, defaultSteps(defined({ rules, redaction: redact })))
  if (difference !== undefined) return unknown(difference)
  const isChosen = ['low_score', 'not_judged'].some((reason) => hasDropped('filter-feedback', report, reason))
  if (isChosen && given.rules?.feedback === undefined) return unknown('how it chose by feedback is not in its manifest')
  const lost = asGiven.filter((option) => given[option] === undefined)
  if (lost.length > 0)
    return unknown(`the options ${lost.join(' and ')} that it was built with are not in its manifest`)
  const split = splitOf(config)
  if (split === undefined) return unknown('it was split in a way that this version does not know')
  const consent = given.consent ?? config.consent
  const options = { name, salt: config.salt, formats: config.formats.map((format) => format.name), split, rules }
  return { kind: 'known', options: { ...options, ...defined({ redact, consent }) } }
}

async function reportOf(folder: string, { report }: Manifest): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(folder, report.file), 'utf8'))
  } catch {
    return undefined
  }
}

function unknown(why: string): RebuildOptions {
  return { kind: 'unknown', why }
}

function isKnownFormat({ name, version }: DatasetConfig['formats'][number]): boolean {
  return formatNames.includes(name) && resolveFormat(name).version >= version
}

function redactOf({ steps }: DatasetConfig): false | undefined {
  return steps.some(({ name }) => name === 'redact-personal-data') ? undefined : false
}

/** Why the steps would be other ones than those of the manifest; of a later version of a step the name is enough. */
function differenceOf({ steps }: DatasetConfig, planned: readonly { readonly name: string }[]): string | undefined {
  const [before, now] = [steps, planned].map((list) => list.map(({ name }) => name))
  const gone = before?.filter((name) => !now?.includes(name)) ?? []
  if (gone.length > 0) return `how its step ${gone.join(', ')} was set is not in its manifest`
  const added = now?.filter((name) => !before?.includes(name)) ?? []
  if (added.length > 0) return `the step ${added.join(', ')} would be new`
  return before?.join() === now?.join() ? undefined : 'its steps ran in another order'
}

function splitOf({ split }: DatasetConfig): SplitOptions | undefined {
  const { validation, test, by = 'hash', groupBy = [], quota = false } = split
  if (by !== 'hash' && by !== 'time') return undefined
  const kinds = GROUP_KINDS.filter((kind) => groupBy.includes(kind))
  if (kinds.length !== groupBy.length) return undefined
  if (by === 'time') return { validation, test, by }
  return { validation, test, by, ...(kinds.length === 0 ? {} : { groupBy: kinds }), ...(quota ? { quota } : {}) }
}
