import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Format } from '../core/format.ts'
import type { UncachedReason } from './cache/cache-identity.ts'
import type { CandidateOptions } from './candidates.ts'
import { createLeakProofDivider } from './divide/leak-proof-divider.ts'
import type { EventSource } from './event-source.ts'
import { languageOfExample } from './divide/language-of-example.ts'
import { openDatasetFolder } from './output/dataset-folder.ts'
import { outputFile } from './output/dataset-writer.ts'
import { LINEAGE_FILE } from './output/lineage.ts'
import { MANIFEST_FILE, REPORT_FILE, type DatasetConfig, type Manifest, type UntoldOption } from './output/manifest.ts'
import { readManifest } from './output/read-manifest.ts'
import { unwritable } from './output/system-error.ts'
import type { BuildReport } from './report/report.ts'
import { LEDGER_FILE } from './split/ledger.ts'
import { readLedger } from './split/read-ledger.ts'
import type { SplitPlan } from './split/split-options.ts'
import type { Masking } from './steps/redact-personal-data.ts'
import { SPLIT_NAMES } from './split/splits.ts'
import { writeDataset } from './write-dataset.ts'

/** A build with everything decided, see `BuildOptions` for what the parts mean. */
export type DatasetPlan = CandidateOptions & {
  readonly to: string
  readonly name: string
  readonly formats: readonly Format[]
  /** Absent where a format is none of finetap's, or has options. */
  readonly formatNames?: readonly string[] | undefined
  readonly split: SplitPlan
  readonly salt: string
  /** Options that cannot be read off the steps and the names of the formats. */
  readonly given: readonly UntoldOption[]
  readonly ruleWords: NonNullable<DatasetConfig['rules']>
  /** What may be left in no row; absent where nothing is masked. */
  readonly masking: Masking | undefined
  /** Nothing is masked, and nobody has said that it is meant. */
  readonly isUnmasked: boolean
  /** Whether rows may give way to none. */
  readonly allowEmpty: boolean
}

/** A finished dataset. */
export type BuiltDataset = {
  readonly manifest: Manifest
  readonly report: BuildReport
  /** Why nothing is kept for the next build, where `cache` names a folder for it: that one will read all of the log again. */
  readonly uncached?: UncachedReason
  /** All files of the dataset, as absolute paths. */
  readonly files: readonly string[]
}

/** Builds a dataset beside its folder and moves it in at the end, so that a failed build leaves what stood there. */
export async function buildFrom(source: EventSource, plan: DatasetPlan): Promise<BuiltDataset> {
  const folder = await openDatasetFolder(plan.to, plannedFiles(plan.formats))
  try {
    const files = join(folder.workspace, 'files')
    await mkdir(files)
    const { split, salt } = plan
    const before = await readManifest(folder.path)
    const isLedgerListed = before.kind === 'whole' && before.manifest.ledger !== undefined
    const settings = { salt, groupBy: split.groupBy }
    const ledger = await readLedger(join(folder.path, LEDGER_FILE), settings, isLedgerListed)
    const divider = createLeakProofDivider({ plan: split, salt, ledger, languageOf: languageOfExample })
    const { manifest, ...built } = await writeDataset(source, plan, {
      workspace: folder.workspace,
      files,
      ledger,
      divider,
    })
    plan.signal?.throwIfAborted()
    // The ledger before the rows: keys that no row has yet harm nothing, rows without their keys could move.
    const written = [MANIFEST_FILE, LEDGER_FILE, REPORT_FILE, LINEAGE_FILE, ...manifest.outputs.map(({ file }) => file)]
    await folder.commit(written)
    return { manifest, ...built, files: written.map((file) => join(folder.path, file)) }
  } catch (error) {
    throw unwritable(folder.path, error)
  } finally {
    await folder.leave()
  }
}

function plannedFiles(formats: readonly Format[]): readonly string[] {
  const rows = formats.flatMap((format) => SPLIT_NAMES.map((split) => outputFile(format, split)))
  // Not the ledger: it stays when a dataset goes, and one that is none of ours is refused when it is read.
  return [MANIFEST_FILE, REPORT_FILE, LINEAGE_FILE, ...rows]
}
