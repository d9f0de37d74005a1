import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defined } from '../core/field.ts'
import type { Example } from '../core/example.ts'
import { EMPTY_SHELF, type FinishedRow, type RowShelf } from './cache/row-shelf.ts'
import { gatherCandidates, type Candidates } from './candidates.ts'
import type { BuiltDataset, DatasetPlan } from './dataset.ts'
import { createLeakGate, type LeakGate } from './divide/leak-gate.ts'
import type { LeakProofDivider } from './divide/leak-proof-divider.ts'
import type { EventSource } from './event-source.ts'
import { languageOf } from './language/index.ts'
import { refuseLeftovers, scanFor } from './leftovers.ts'
import { refuseEmpty } from './refuse-empty.ts'
import { createDatasetWriter, type DatasetWriter } from './output/dataset-writer.ts'
import { factsOfText } from './output/hashed-file.ts'
import { LINEAGE_VERSION } from './output/lineage.ts'
import type { ManifestParts } from './output/manifest.ts'
import { shownExample } from './output/shown-example.ts'
import { writePapers } from './output/write-papers.ts'
import { createDatasetMeter } from './report/dataset-measures.ts'
import { plainReport } from './report/plain-report.ts'
import { createReport, type BuildReport } from './report/report.ts'
import { warningsOf } from './report/warnings.ts'
import { LEDGER_FILE, type Ledger } from './split/ledger.ts'
import { withoutBeginnings } from './split/row-keys.ts'
import { LARGE_SHARE, type SplitWarning } from './split/split-summary.ts'
import type { SplitName } from './split/splits.ts'
import type { StepCounts } from './step-account.ts'
import { trainableIds } from './trainable-ids.ts'
import { writeLedger } from './split/write-ledger.ts'

export type DatasetPlace = {
  readonly workspace: string
  /** Where the files of the dataset are written. */
  readonly files: string
  readonly ledger: Ledger
  readonly divider: LeakProofDivider
}

/** Writes all files of a dataset into `files`. */
export async function writeDataset(
  source: EventSource,
  plan: DatasetPlan,
  place: DatasetPlace,
): Promise<Omit<BuiltDataset, 'files'>> {
  const { workspace, files, ledger, divider } = place
  const candidates = await gatherCandidates(source, workspace, plan, divider)
  const writer = createDatasetWriter(files, plan.formats)
  const { salt, split } = plan
  const path = join(workspace, 'final-rows')
  const { clusterOf, isStock } = divider
  const gate = createLeakGate({ path, salt, groupBy: split.groupBy, clusterOf, isStock })
  try {
    const { splits, meter, generations } = await writeRows(candidates, plan, writer, gate)
    gate.check()
    const written = writer.finish()
    const additions = divider.assignment()?.additions ?? { size: 0, entries: () => [] }
    await writeLedger(join(files, LEDGER_FILE), ledger, additions)
    const measures = meter.measures()
    const counted = reportOf(candidates, plan, { splits, measures, generations, formats: written.formats, divider })
    const report = plainReport(counted, plan.masking?.redactor)
    refuseEmpty(report, plan)
    const { events, firstAt, lastAt } = candidates.summary
    const window = firstAt === undefined || lastAt === undefined ? {} : { firstAt, lastAt }
    const manifest = await writePapers(files, report, {
      name: plan.name,
      config: configOf(plan),
      source: { events, generations: report.generations.read, ...window },
      conversations: report.conversations,
      examples: report.examples.kept,
      models: measures.models,
      outputs: written.outputs,
      lineage: written.lineage,
      ledger: { file: LEDGER_FILE, ...factsOfText(await readFile(join(files, LEDGER_FILE), 'utf8')) },
      checks: { split_leaks: 0, ...(plan.masking === undefined ? {} : { personal_data: 0 }) },
    })
    const unkept = candidates.keep()
    return { manifest, report, ...defined({ uncached: candidates.uncached ?? unkept }) }
  } finally {
    writer.abandon()
    gate.close()
    candidates.close()
  }
}

async function writeRows(candidates: Candidates, plan: DatasetPlan, writer: DatasetWriter, gate: LeakGate) {
  const meter = createDatasetMeter({ languageOf })
  const leftovers = scanFor(plan.masking)
  const splits: Record<SplitName, number> = { train: 0, validation: 0, test: 0 }
  const shelf = shelfOf(candidates, plan)
  let generations = 0

  function finish(kept: Example, noted: Uint8Array | undefined): FinishedRow {
    leftovers?.scan(kept)
    const example = shownExample(kept, plan.masking?.redactor)
    return {
      generations: trainableIds(example).length,
      keys: gate.keysOf(kept, noted),
      measured: meter.measure(example),
      rendered: writer.render(example),
    }
  }

  for await (const { example, stored, noted, split } of candidates.kept()) {
    const row = shelf.finish(stored, () => finish(example(), noted()))
    splits[split] += 1
    generations += row.generations
    gate.add(row.rendered.id, row.keys, split)
    writer.write(row.rendered, split, withoutBeginnings(row.keys))
    meter.addMeasured(row.measured)
  }
  refuseLeftovers(leftovers)
  return { splits, meter, generations }
}

/** Rows in formats that are functions may come out otherwise next time. */
function shelfOf({ shelf }: Candidates, { formats, formatNames, salt }: DatasetPlan): RowShelf {
  if (formatNames === undefined) return EMPTY_SHELF
  return shelf(JSON.stringify([LINEAGE_VERSION, salt, formats.map(({ name, version }) => [name, version])]))
}

type Finished = Pick<Parameters<typeof createReport>[0], 'splits' | 'measures' | 'formats'> & {
  readonly divider: LeakProofDivider
  readonly generations: number
}

function reportOf(
  { summary, log, remarks, conversations, folded, account }: Candidates,
  { name, split: { shares }, masking, isUnmasked }: DatasetPlan,
  { splits, measures, formats, divider, generations }: Finished,
): BuildReport {
  const { kept, dropped, flagged, counts: steps, failures } = account(generations)
  const detectors = masking?.waitsFor ?? []
  const ofSteps = { kept: kept.examples, failures, flagged, remarks, detectors, isUnmasked }
  const about = warningsOf({ ...ofSteps, summary, shares, splits, formats })
  const ofSplit = divider.assignment()?.summary.warnings ?? []
  const warnings = [...about, ...aboutSplit(ofSplit, { steps, measures })]
  const read = { name, summary, log, conversations, folded }
  return createReport({ ...read, kept, dropped, flagged, steps, measures, splits, formats, warnings })
}

/** The split is decided before users are capped: a user who was large then need not be large in what is trained. */
function aboutSplit(
  warnings: readonly SplitWarning[],
  { steps, measures }: { readonly steps: readonly StepCounts[]; readonly measures: Finished['measures'] },
): readonly SplitWarning[] {
  const isCapped = steps.some(({ dropped }) => dropped['user_cap'] !== undefined)
  if (!isCapped || measures.statistics.users.largestShare > LARGE_SHARE) return warnings
  return warnings.filter(({ code }) => code !== 'large_group')
}

function configOf({ steps, formats, split, salt, given, ruleWords, consent }: DatasetPlan): ManifestParts['config'] {
  const versioned = ({ name, version }: { readonly name: string; readonly version: number }) => ({ name, version })
  const { shares, by, groupBy, quota } = split
  return {
    steps: steps.map(versioned),
    formats: formats.map(versioned),
    split: { ...shares, by, groupBy, quota },
    salt,
    ...defined({ consent }),
    ...(Object.keys(ruleWords).length === 0 ? {} : { rules: ruleWords }),
    ...(given.length === 0 ? {} : { given }),
  }
}
