import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Format } from '../core/format.ts'
import { gatherCandidates, type CandidateOptions } from './candidates.ts'
import { openDatasetFolder } from './output/dataset-folder.ts'
import { createDatasetMeter, type Measures } from './report/dataset-measures.ts'
import { createDatasetWriter, outputFile, type WrittenDataset } from './output/dataset-writer.ts'
import type { EventSource } from './event-source.ts'
import { LINEAGE_FILE } from './output/lineage.ts'
import { createManifest, MANIFEST_FILE, REPORT_FILE, type Manifest } from './output/manifest.ts'
import { createReport, type BuildReport } from './report/report.ts'
import type { SourceSummary } from './fold/source-summary.ts'
import { createSplitter, SPLIT_NAMES, type SplitName, type SplitShares } from './split.ts'
import { unwritable } from './output/system-error.ts'
import type { Divider } from './work/take-decisions.ts'
import { warningsOf } from './report/warnings.ts'

/** A build with everything decided, see `BuildOptions` for what the parts mean. */
export type DatasetPlan = CandidateOptions & {
  readonly to: string
  readonly name: string
  readonly formats: readonly Format[]
  readonly split: Required<SplitShares>
  readonly salt: string
}

/** A finished dataset. */
export type BuiltDataset = {
  readonly manifest: Manifest
  readonly report: BuildReport
  /** All files of the dataset, as absolute paths. */
  readonly files: readonly string[]
}

/** Builds a dataset beside its folder and moves it in at the end, so that a failed build leaves what stood there. */
export async function buildFrom(source: EventSource, plan: DatasetPlan): Promise<BuiltDataset> {
  const divider = createDivider(plan.split, plan.salt)
  const folder = await openDatasetFolder(plan.to, plannedFiles(plan.formats))
  try {
    const files = join(folder.workspace, 'files')
    await mkdir(files)
    const { manifest, report } = await writeFiles(source, plan, { workspace: folder.workspace, files, divider })
    await writeFile(join(files, MANIFEST_FILE), asText(manifest), { flush: true })
    await writeFile(join(files, REPORT_FILE), asText(report), { flush: true })
    plan.signal?.throwIfAborted()
    const written = [MANIFEST_FILE, REPORT_FILE, LINEAGE_FILE, ...manifest.outputs.map(({ file }) => file)]
    await folder.commit(written)
    return { manifest, report, files: written.map((file) => join(folder.path, file)) }
  } catch (error) {
    throw unwritable(folder.path, error)
  } finally {
    await folder.leave()
  }
}

type Place = {
  readonly workspace: string
  readonly files: string
  readonly divider: Divider
}

async function writeFiles(source: EventSource, plan: DatasetPlan, { workspace, files, divider }: Place) {
  const candidates = await gatherCandidates(source, workspace, plan, divider)
  const writer = createDatasetWriter(files, plan.formats)
  const meter = createDatasetMeter()
  const splits: Record<SplitName, number> = { train: 0, validation: 0, test: 0 }
  try {
    for await (const { example, split } of candidates.kept()) {
      splits[split] += 1
      writer.write(example, split)
      meter.add(example)
    }
    const written = writer.finish()
    const measures = meter.measures()
    const { kept, dropped, counts: steps, failures } = candidates.account()
    const { summary, conversations, folded } = candidates
    const { name, split: shares } = plan
    const warnings = warningsOf({ summary, kept: kept.examples, shares, splits, formats: written.formats, failures })
    const parts = { name, summary, conversations, folded, kept, dropped, steps, measures, splits, warnings }
    const report = createReport({ ...parts, formats: written.formats })
    return { report, manifest: await manifestOf(plan, summary, report, written, measures) }
  } finally {
    writer.abandon()
    candidates.close()
  }
}

function manifestOf(
  plan: DatasetPlan,
  { events, firstAt, lastAt }: SourceSummary,
  { generations, examples, conversations }: BuildReport,
  { outputs, lineage }: WrittenDataset,
  { models }: Measures,
): Promise<Manifest> {
  const versioned = ({ name, version }: { readonly name: string; readonly version: number }) => ({ name, version })
  const { name, split, salt } = plan
  const window = firstAt === undefined || lastAt === undefined ? {} : { firstAt, lastAt }
  return createManifest({
    name,
    config: { steps: plan.steps.map(versioned), formats: plan.formats.map(versioned), split, salt },
    source: { events, generations: generations.read, ...window },
    conversations,
    examples: examples.kept,
    models,
    outputs,
    lineage,
  })
}

function plannedFiles(formats: readonly Format[]): readonly string[] {
  const rows = formats.flatMap((format) => SPLIT_NAMES.map((split) => outputFile(format, split)))
  return [MANIFEST_FILE, REPORT_FILE, LINEAGE_FILE, ...rows]
}

function asText(value: Manifest | BuildReport): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}

function createDivider(shares: SplitShares, salt: string): Divider {
  const splitOf = createSplitter(shares, salt)
  const groups = new TextDecoder()
  return {
    name: 'split',
    version: 1,
    note: ({ group }) => new TextEncoder().encode(group),
    decide: (corpus) =>
      Promise.resolve((index) => ({ kind: 'split', split: splitOf(groups.decode(corpus.at(index).note)) })),
  }
}
