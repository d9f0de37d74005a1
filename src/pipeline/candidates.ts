import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { FinetapError } from '../core/errors.ts'
import type { Example } from '../core/example.ts'
import type { Step } from '../core/step.ts'
import { totalOf } from './counts.ts'
import type { EventSource } from './event-source.ts'
import { foldLog } from './fold/fold-log.ts'
import { scanEvents, type Scan } from './fold/scan.ts'
import { generationsOf, type SourceSummary } from './fold/source-summary.ts'
import { createPacer } from './pacer.ts'
import { createDropCounter, type DropLine } from './report/drop-counter.ts'
import { FOLD_STEP } from './report/report.ts'
import type { SplitName } from './split.ts'
import { createStepAccount, trainableIds, type StepCounts, type StepFailure } from './step-account.ts'
import type { StepRunnerOptions } from './step-runner.ts'
import { planPhases, stepsInOrder } from './work/phases.ts'
import { runPhases } from './work/run-phases.ts'
import type { Divider } from './work/take-decisions.ts'

/** How far a build is: `done` is a share of the whole, from 0 to 1. */
export type BuildProgress =
  | { readonly phase: 'read'; readonly events: number }
  | { readonly phase: 'fold' | 'decide' | 'write'; readonly done: number }

export type CandidateOptions = StepRunnerOptions & {
  readonly steps: readonly Step[]
  readonly onProgress?: ((progress: BuildProgress) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** An example that every step keeps, and its split: `train` where nothing is split. */
export type Candidate = { readonly example: Example; readonly split: SplitName }

/** The examples of a log, through the steps, and what became of everything else. */
export type Candidates = {
  readonly summary: SourceSummary
  readonly conversations: number
  readonly folded: number
  /** The examples that every step keeps, in order of time. To be walked once. */
  readonly kept: () => AsyncGenerator<Candidate>
  /** What was kept and dropped; complete once `kept` has been walked to its end. */
  readonly account: () => CandidateAccount
  readonly close: () => void
}

export type CandidateAccount = {
  readonly kept: { readonly examples: number; readonly generations: number }
  readonly dropped: { readonly examples: readonly DropLine[]; readonly generations: readonly DropLine[] }
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
  const { onProgress, signal } = options
  const spool = join(workspace, 'spool')
  mkdirSync(spool, { mode: 0o700 })
  const scan = await scanEvents(source, {
    directory: spool,
    signal,
    onProgress: (events) => onProgress?.({ phase: 'read', events }),
  })
  refuseEmpty(scan.summary)
  const phases = planPhases(options.steps, { isSplit: divider !== undefined })
  const steps = stepsInOrder(phases).flatMap((step) => (step === 'split' ? (divider ?? []) : step))
  const account = createStepAccount(steps)
  const folding = startFolding(scan, spool, options)
  const table = await runPhases(folding.examples(), phases, { workspace, account, options, divider })
  const kept = { examples: 0, generations: 0 }
  const pace = createPacer(signal)

  async function* walk(): AsyncGenerator<Candidate> {
    const rows = table.rows()
    for (const row of rows) {
      const example = table.example(row)
      kept.examples += 1
      kept.generations += trainableIds(example).length
      yield { example, split: table.split(row) ?? 'train' }
      const pause = pace()
      if (pause === undefined) continue
      onProgress?.({ phase: 'write', done: kept.examples / rows.length })
      await pause
    }
    onProgress?.({ phase: 'write', done: 1 })
  }

  return {
    summary: scan.summary,
    ...folding.counts,
    kept: walk,
    account: () => ({
      kept: { ...kept },
      dropped: {
        examples: account.droppedExamples(),
        generations: [...folding.losses(), ...account.droppedGenerations()],
      },
      counts: account.counts(),
      failures: account.failures(),
    }),
    close: table.close,
  }
}

function startFolding(scan: Scan, directory: string, { onProgress, signal }: CandidateOptions) {
  const losses = createDropCounter()
  const counts = { conversations: 0, folded: 0 }

  async function* examples(): AsyncGenerator<Example> {
    const pace = createPacer(signal)
    for (const round of foldLog(scan, directory)) {
      counts.conversations += round.conversations
      for (const { generationId, reason } of round.losses) losses.add(FOLD_STEP, reason, [generationId])
      for (const example of round.examples) {
        counts.folded += 1
        yield example
        await pace()
      }
      onProgress?.({ phase: 'fold', done: round.progress })
      await pace()
    }
  }

  return { examples, counts, losses: () => losses.lines([FOLD_STEP]) }
}

function refuseEmpty(summary: SourceSummary): void {
  if (generationsOf(summary) > 0) return
  const damaged = totalOf(summary.damaged)
  const what = summary.events === 0 ? 'The log is empty' : `The log holds ${summary.events} events, but no model call`
  throw new FinetapError('log_empty', {
    what: damaged === 0 ? what : `${what}; ${damaged} pieces of it could not be read`,
    fix: 'wrap a model first, chat once, and wait for recorder.flush(): wrapModel(model) from finetap/ai-sdk is one line',
  })
}
