import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { FinetapError } from '../core/errors.ts'
import type { Example } from '../core/example.ts'
import type { Step } from '../core/step.ts'
import { createDropCounter, type DropLine } from './report/drop-counter.ts'
import type { EventSource } from './event-source.ts'
import { foldLog } from './fold/fold-log.ts'
import { createPacer } from './pacer.ts'
import { FOLD_STEP } from './report/report.ts'
import { scanEvents } from './fold/scan.ts'
import { totalOf } from './counts.ts'
import { generationsOf, type SourceSummary } from './fold/source-summary.ts'
import { createStepRunner, trainableIds, type StepRunner, type StepRunnerOptions } from './step-runner.ts'
import { createWorkFile, type WorkFile } from './work-file.ts'

/** How far a build is. `done` counts events, and then shares of the whole from 0 to 1. */
export type BuildProgress =
  | { readonly phase: 'read'; readonly events: number }
  | { readonly phase: 'fold' | 'write'; readonly done: number }

export type CandidateOptions = StepRunnerOptions & {
  readonly steps: readonly Step[]
  readonly onProgress?: ((progress: BuildProgress) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** The examples of a log, through the steps, and what became of everything else. */
export type Candidates = {
  readonly summary: SourceSummary
  readonly conversations: number
  readonly folded: number
  /** The examples that every step keeps, in their final order. To be walked once. */
  readonly kept: () => AsyncGenerator<Example>
  /** What was kept and dropped; complete once `kept` has been walked to its end. */
  readonly account: () => CandidateAccount
  readonly close: () => void
}

export type CandidateAccount = {
  readonly kept: { readonly examples: number; readonly generations: number }
  readonly dropped: { readonly examples: readonly DropLine[]; readonly generations: readonly DropLine[] }
  readonly counts: ReturnType<StepRunner['counts']>
  readonly failures: ReturnType<StepRunner['failures']>
}

/**
 * The first pass: reads the log once, folds it and runs the steps that look at one example at a time. What they keep
 * rests in a work file, from which the second pass takes it in order of time.
 *
 * @throws FinetapError `log_empty` when there is no generation to read
 */
export async function gatherCandidates(
  source: EventSource,
  workspace: string,
  options: CandidateOptions,
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
  const runner = createStepRunner(options.steps, options)
  const losses = createDropCounter()
  const work = createWorkFile(join(workspace, 'examples.jsonl'))
  const pace = createPacer(signal)
  let conversations = 0
  let folded = 0
  try {
    for (const round of foldLog(scan, spool)) {
      conversations += round.conversations
      for (const { generationId, reason } of round.losses) losses.add(FOLD_STEP, reason, [generationId])
      for (const example of round.examples) {
        folded += 1
        const kept = await runner.runLeading(example)
        if (kept !== undefined) work.add(kept)
        await pace()
      }
      onProgress?.({ phase: 'fold', done: round.progress })
      await pace()
    }
  } catch (error) {
    work.close()
    throw error
  }
  return {
    summary: scan.summary,
    conversations,
    folded,
    close: work.close,
    ...secondPass(work, runner, losses, options),
  }
}

type DropCounterLike = ReturnType<typeof createDropCounter>

function secondPass(work: WorkFile, runner: StepRunner, losses: DropCounterLike, options: CandidateOptions) {
  const pace = createPacer(options.signal)
  const kept = { examples: 0, generations: 0 }

  async function* walk(): AsyncGenerator<Example> {
    let taken = 0
    for (const example of work.sorted()) {
      const result = await runner.runRest(example)
      if (result !== undefined) {
        kept.examples += 1
        kept.generations += trainableIds(result).length
        yield result
      }
      taken += 1
      const pause = pace()
      if (pause === undefined) continue
      options.onProgress?.({ phase: 'write', done: taken / work.size() })
      await pause
    }
    options.onProgress?.({ phase: 'write', done: 1 })
  }

  function account(): CandidateAccount {
    const generations = [...losses.lines([FOLD_STEP]), ...runner.droppedGenerations()]
    const dropped = { examples: runner.droppedExamples(), generations }
    return { kept: { ...kept }, dropped, counts: runner.counts(), failures: runner.failures() }
  }

  return { kept: walk, account }
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
