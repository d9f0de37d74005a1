import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Example } from '../core/example.ts'
import type { Step } from '../core/step.ts'
import type { EventSource } from './event-source.ts'
import { unlessAborted } from './unless-aborted.ts'
import type { UncachedReason } from './cache/cache-identity.ts'
import { readLog } from './cache/read-log.ts'
import type { LogReading } from './cache/read-room.ts'
import type { Scan } from './fold/scan.ts'
import type { SourceSummary } from './fold/source-summary.ts'
import { refuseEmptyLog } from './refuse-empty-log.ts'
import { createPacer } from './pacer.ts'
import type { FoldOptions } from './fold/fold-log.ts'
import type { RefineRecipe } from './refine/recipe.ts'
import { createFoldAccount } from './refine/fold-account.ts'
import { fillTable, piecesOf } from './refine/fill-table.ts'
import type { RefinedPiece } from './refine/refine-partitions.ts'
import type { DropLine } from './report/drop-counter.ts'
import type { LogMeasures } from './report/log-measures.ts'
import type { SplitName } from './split/splits.ts'
import { createStepAccount, type StepCounts, type StepFailure } from './step-account.ts'
import type { StepRunnerOptions } from './step-runner.ts'
import { OTHER } from './report/statistics/bounded-table.ts'
import { remarksOf, type StepRemark } from './steps/remarks.ts'
import { planPhases, stepsInOrder, type Phase } from './work/phases.ts'
import { runPhases } from './work/run-phases.ts'
import type { StoredRow, WorkTable } from './work/work-table.ts'
import type { Divider } from './work/divider.ts'

/** How far a build is: `done` is a share of the whole, from 0 to 1. */
export type BuildProgress =
  | { readonly phase: 'read'; readonly events: number }
  | { readonly phase: 'fold' | 'decide' | 'write'; readonly done: number }

export type CandidateOptions = StepRunnerOptions & {
  readonly steps: readonly Step[]
  /** Makes the same steps in a thread; absent where they cannot be made there. */
  readonly recipe?: RefineRecipe | undefined
  /** Absent: as many as the work is worth. */
  readonly threads?: number | undefined
  readonly consent?: FoldOptions['consent']
  /** A log of which everything was erased is none to refuse. Default false. */
  readonly allowEmpty?: boolean
  /** A folder in which a build keeps what the next one of the same log can use. Absent: nothing is kept. */
  readonly cache?: string | undefined
  readonly onProgress?: ((progress: BuildProgress) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** An example that every step keeps, and its split: `train` where nothing is split. */
export type Candidate = {
  readonly split: SplitName
  readonly example: () => Example
  readonly stored: () => StoredRow
  /** What the divider noted of it; undefined where it has changed since. */
  readonly noted: () => Uint8Array | undefined
}

/** The examples of a log, through the steps, and what became of everything else. */
export type Candidates = {
  readonly summary: SourceSummary
  /** What the log says of its calls. */
  readonly log: LogMeasures
  /** What the steps say of it, for the report. */
  readonly remarks: readonly StepRemark[]
  readonly conversations: number
  readonly folded: number
  /** The examples that every step keeps, in order of time. To be walked once. */
  readonly kept: () => AsyncGenerator<Candidate>
  /**
   * What was kept and dropped; complete once `kept` has been walked to its end.
   *
   * @param generations those that are trained in what was kept
   */
  readonly account: (generations: number) => CandidateAccount
  /** Why nothing is kept for the next build although a cache was named. */
  readonly uncached: UncachedReason | undefined
  readonly shelf: LogReading['shelf']
  /** Keeps what the next build can use, or says why it cannot; to be called when everything has worked out. */
  readonly keep: LogReading['keep']
  readonly close: () => void
}

export type CandidateAccount = {
  readonly kept: { readonly examples: number; readonly generations: number }
  readonly dropped: { readonly examples: readonly DropLine[]; readonly generations: readonly DropLine[] }
  readonly flagged: readonly DropLine[]
  readonly counts: readonly StepCounts[]
  readonly failures: readonly StepFailure[]
}

/**
 * Reads the log once, folds it and takes the examples through the steps. Between the phases of the steps they rest on
 * disk, so that memory does not grow with their texts.
 *
 * @param divider splits the examples; nothing is split without one
 * @throws FinetapError `log_empty` when there is no generation to read
 */
export async function gatherCandidates(
  source: EventSource,
  workspace: string,
  options: CandidateOptions,
  divider?: Divider,
): Promise<Candidates> {
  await prepareSteps(options)
  const spool = join(workspace, 'spool')
  mkdirSync(spool, { mode: 0o700 })
  const phases = planPhases(options.steps, { isSplit: divider !== undefined })
  const [phase] = phases
  const refine = (scan: Scan, directory: string): AsyncGenerator<RefinedPiece> =>
    piecesOf(scan, { phase, directory, options, divider })
  const reading = await readLog(source, { phase, directory: spool, options, divider, refine })
  const account = createStepAccount(stepsInOrder(phases, divider))
  const folding = createFoldAccount()
  const fillFirst = (table: WorkTable): Promise<void> =>
    fillTable(table, reading.pieces(), { phase, account, folding, options, divider })
  let table: WorkTable
  try {
    refuseEmptyLog(reading.summary, options.allowEmpty === true)
    table = await runPhases(phases, fillFirst, { workspace, account, options, divider })
  } catch (error) {
    reading.close()
    throw error
  }
  const kept = { examples: 0 }
  return {
    summary: reading.summary,
    log: reading.log,
    remarks: [...remarksOf(options.steps, { models: modelsIn(reading.log) }), ...(options.watch?.remarks() ?? [])],
    ...folding.counts(),
    kept: () => walk(table, noteOfSplit(phases), kept, options),
    account: (generations) => ({
      kept: { ...kept, generations },
      dropped: {
        examples: account.droppedExamples(),
        generations: [...folding.losses(), ...account.droppedGenerations()],
      },
      flagged: account.flaggedExamples(),
      counts: account.counts(),
      failures: account.failures(),
    }),
    uncached: reading.uncached,
    shelf: reading.shelf,
    keep: reading.keep,
    close() {
      table.close()
      reading.close()
    },
  }
}

/** Where the note of the split stands among those of the last phase: -1 when it is none of these. */
function noteOfSplit(phases: readonly Phase[]): number {
  return phases.at(-1)?.decisions.findIndex(({ kind }) => kind === 'split') ?? -1
}

/**
 * @param splitNote the place of the split's note among those of each example
 * @param kept counts what was given out
 */
async function* walk(
  table: WorkTable,
  splitNote: number,
  kept: { examples: number },
  { onProgress, signal }: CandidateOptions,
): AsyncGenerator<Candidate> {
  const pace = createPacer(signal)
  const rows = table.rows()
  for (const row of rows) {
    kept.examples += 1
    const split = table.split(row) ?? 'train'
    yield {
      split,
      example: () => table.example(row),
      stored: () => table.stored(row),
      noted: () => table.note(splitNote, row),
    }
    const pause = pace()
    if (pause === undefined) continue
    onProgress?.({ phase: 'write', done: kept.examples / rows.length })
    await pause
  }
  onProgress?.({ phase: 'write', done: 1 })
}

/** Undefined where not all of them were counted by their names. */
function modelsIn({ models }: LogMeasures): readonly string[] | undefined {
  const names = Object.keys(models)
  return names.includes(OTHER) ? undefined : names
}

async function prepareSteps({ steps, signal }: CandidateOptions): Promise<void> {
  for (const step of steps) {
    const prepared = Promise.resolve(step.prepare?.())
    await unlessAborted(prepared, signal)
  }
}
