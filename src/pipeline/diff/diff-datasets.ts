import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FinetapError } from '../../core/errors.ts'
import { field, listField, numberField, textField } from '../../core/field.ts'
import type { Json } from '../../core/json.ts'
import type { Manifest } from '../output/manifest.ts'
import { readManifest } from '../output/read-manifest.ts'
import { stabilityIndexOf } from '../report/statistics/shares.ts'
import { compareRows, formatsOf, type OpenDataset, type RowChanges } from './compare-rows.ts'
import { compareValues, type ValueChange } from './compare-values.ts'

/** A line of the drop report, as both sides have it. */
export type ReasonChange = {
  readonly step: string
  readonly reason: string
  readonly before: number
  readonly after: number
}

/** How far the shares of something lie apart, see `stabilityIndexOf`. */
export type Drift = {
  readonly what: 'answer_length' | 'conversation_length' | 'language' | 'model' | 'question_length' | 'turns'
  readonly index: number
  /** `marked`: above 0.25. `slight`: above 0.1. */
  readonly level: 'marked' | 'none' | 'slight'
}

/** How two datasets differ. */
export type DatasetDiff = {
  readonly before: DatasetName
  readonly after: DatasetName
  readonly rows: RowChanges
  /** Formats that one side alone has. Rows and files are compared in those of both. */
  readonly formats: { readonly added: readonly string[]; readonly removed: readonly string[] }
  /** Steps, formats, split and salt. */
  readonly config: readonly ValueChange[]
  /** Files of rows whose content differs, or that only one side has, in formats of both. */
  readonly files: readonly string[]
  /** Reasons by which another number of generations was dropped. */
  readonly reasons: readonly ReasonChange[]
  /** Empty where a report is of an earlier version. */
  readonly drift: readonly Drift[]
  /** What must not be: rows that were held out and are now trained. */
  readonly problems: readonly { readonly code: 'held_out_to_train'; readonly message: string }[]
}

export type DatasetName = { readonly name: string; readonly version: string; readonly examples: number }

/**
 * Compares two datasets: which examples came, went and changed, what was set otherwise, and how their shares drift.
 * Reads manifests, reports and lineages, not the rows. Memory does not grow with the datasets.
 *
 * @throws FinetapError `bad_option` when a folder holds no usable dataset
 * @example console.log(renderDiff(await diffDatasets('./datasets/march', './datasets/april')))
 */
export async function diffDatasets(before: string, after: string): Promise<DatasetDiff> {
  const [a, b] = [await openDataset(before), await openDataset(after)]
  const [reportA, reportB] = [await readReport(a), await readReport(b)]
  const rows = await compareRows(a, b)
  const formats = {
    added: formatsOf(b).filter((name) => !formatsOf(a).includes(name)),
    removed: formatsOf(a).filter((name) => !formatsOf(b).includes(name)),
  }
  return {
    before: nameOf(a),
    after: nameOf(b),
    rows,
    formats,
    config: compareValues(asJson(a.manifest.config), asJson(b.manifest.config)),
    files: changedFiles(a.manifest, b.manifest, new Set([...formats.added, ...formats.removed])),
    reasons: compareReasons(reportA, reportB),
    drift: driftOf(reportA, reportB),
    problems: problemsOf(rows),
  }
}

async function openDataset(folder: string): Promise<OpenDataset> {
  const found = await readManifest(folder)
  if (found.kind === 'whole') return { folder, manifest: found.manifest }
  throw new FinetapError('bad_option', {
    what: `The manifest of ${folder} is ${found.kind === 'foreign' ? 'of another program' : found.kind}`,
    why: 'two datasets are compared by their manifests',
    fix: 'name folders that buildDataset wrote; verifyDataset says more of one that is damaged',
  })
}

async function readReport({ folder, manifest }: OpenDataset): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(folder, manifest.report.file), 'utf8'))
  } catch {
    // Without it rows and settings can still be compared.
    return undefined
  }
}

function nameOf({ manifest: { name, version, examples } }: OpenDataset): DatasetName {
  return { name, version, examples }
}

function asJson(value: Manifest['config']): Json {
  return JSON.parse(JSON.stringify(value))
}

function changedFiles(before: Manifest, after: Manifest, leftOut: ReadonlySet<string>): readonly string[] {
  const [a, b] = [before, after].map(({ outputs }) => {
    return new Map(outputs.filter(({ format }) => !leftOut.has(format)).map(({ file, sha256 }) => [file, sha256]))
  })
  const files = new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])])
  return [...files].filter((file) => a?.get(file) !== b?.get(file)).sort()
}

function compareReasons(before: unknown, after: unknown): readonly ReasonChange[] {
  const [a, b] = [reasonsOf(before), reasonsOf(after)]
  const names = [...new Set([...a.keys(), ...b.keys()])]
  return names.flatMap((name) => {
    const [lineA, lineB] = [a.get(name), b.get(name)]
    const { step, reason } = lineB ?? lineA ?? { step: '', reason: '' }
    const change = { step, reason, before: lineA?.count ?? 0, after: lineB?.count ?? 0 }
    return change.before === change.after ? [] : [change]
  })
}

function reasonsOf(report: unknown) {
  const lines = new Map<string, { readonly step: string; readonly reason: string; readonly count: number }>()
  for (const line of listField(field(report, 'generations'), 'dropped')) {
    const [step, reason, count] = [textField(line, 'step'), textField(line, 'reason'), numberField(line, 'count')]
    if (step === undefined || reason === undefined || count === undefined) continue
    lines.set(JSON.stringify([step, reason]), { step, reason, count })
  }
  return lines
}

const MEASURED: readonly (readonly [Drift['what'], ...path: string[]])[] = [
  ['question_length', 'questions', 'octaves'],
  ['answer_length', 'answers', 'octaves'],
  ['conversation_length', 'conversation', 'octaves'],
  ['turns', 'turns'],
  ['language', 'languages'],
  ['model', 'models'],
]

function driftOf(before: unknown, after: unknown): readonly Drift[] {
  return MEASURED.flatMap(([what, ...path]) => {
    const [a, b] = [countsAt(before, path), countsAt(after, path)]
    if (a === undefined || b === undefined) return []
    const index = stabilityIndexOf(a, b)
    return [{ what, index, level: index > 0.25 ? 'marked' : index > 0.1 ? 'slight' : 'none' }]
  })
}

/** Counts of the statistics; undefined when there are none. */
function countsAt(report: unknown, path: readonly string[]): { readonly [name: string]: number } | undefined {
  const found = path.reduce(field, field(report, 'statistics'))
  const counts = Object.entries(typeof found === 'object' && found !== null ? found : {}).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  )
  return counts.length === 0 ? undefined : Object.fromEntries(counts)
}

function problemsOf({ moved }: RowChanges): DatasetDiff['problems'] {
  return Object.entries(moved)
    .filter(([way]) => way.endsWith(' → train'))
    .map(([way, { count }]) => ({
      code: 'held_out_to_train' as const,
      message: `${count} examples moved from ${way}: a model trained on the second would know its own test`,
    }))
}
