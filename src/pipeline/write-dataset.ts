import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gatherCandidates, type Candidates } from './candidates.ts'
import type { DatasetPlan } from './dataset.ts'
import { createLeakGate, type LeakGate } from './divide/leak-gate.ts'
import type { LeakProofDivider } from './divide/leak-proof-divider.ts'
import type { EventSource } from './event-source.ts'
import { languageOf } from './language/index.ts'
import { refuseLeftovers, scanFor } from './leftovers.ts'
import { createDatasetWriter, type DatasetWriter } from './output/dataset-writer.ts'
import { factsOfText } from './output/hashed-file.ts'
import type { Manifest, ManifestParts } from './output/manifest.ts'
import { writePapers } from './output/write-papers.ts'
import { createDatasetMeter } from './report/dataset-measures.ts'
import { createReport, type BuildReport } from './report/report.ts'
import { warningsOf } from './report/warnings.ts'
import { LEDGER_FILE, type Ledger } from './split/ledger.ts'
import type { SplitName } from './split/splits.ts'
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
): Promise<{ readonly manifest: Manifest; readonly report: BuildReport }> {
  const { workspace, files, ledger, divider } = place
  const candidates = await gatherCandidates(source, workspace, plan, divider)
  const writer = createDatasetWriter(files, plan.formats)
  const { salt, split } = plan
  const path = join(workspace, 'final-rows')
  const gate = createLeakGate({ path, salt, groupBy: split.groupBy, clusterOf: divider.clusterOf })
  try {
    const { splits, meter } = await writeRows(candidates, plan, writer, gate)
    gate.check()
    const written = writer.finish()
    const additions = divider.assignment()?.additions ?? { size: 0, entries: () => [] }
    await writeLedger(join(files, LEDGER_FILE), ledger, additions)
    const measures = meter.measures()
    const report = reportOf(candidates, plan, { splits, measures, formats: written.formats, divider })
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
    return { manifest, report }
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
  for await (const { example, split } of candidates.kept()) {
    splits[split] += 1
    leftovers?.scan(example)
    gate.add(example, split)
    writer.write(example, split)
    meter.add(example)
  }
  refuseLeftovers(leftovers)
  return { splits, meter }
}

type Finished = Pick<Parameters<typeof createReport>[0], 'splits' | 'measures' | 'formats'> & {
  readonly divider: LeakProofDivider
}

function reportOf(
  { summary, log, conversations, folded, account }: Candidates,
  { name, split: { shares } }: DatasetPlan,
  { splits, measures, formats, divider }: Finished,
): BuildReport {
  const { kept, dropped, counts: steps, failures } = account()
  const about = warningsOf({ summary, kept: kept.examples, shares, splits, formats, failures })
  const warnings = [...about, ...(divider.assignment()?.summary.warnings ?? [])]
  const read = { name, summary, log, conversations, folded }
  return createReport({ ...read, kept, dropped, steps, measures, splits, formats, warnings })
}

function configOf({ steps, formats, split, salt }: DatasetPlan): ManifestParts['config'] {
  const versioned = ({ name, version }: { readonly name: string; readonly version: number }) => ({ name, version })
  const { shares, by, groupBy, quota } = split
  return {
    steps: steps.map(versioned),
    formats: formats.map(versioned),
    split: { ...shares, by, groupBy, quota },
    salt,
  }
}
