import type { CandidateOptions } from '../candidates.ts'
import type { Scan } from '../fold/scan.ts'
import { createPacer } from '../pacer.ts'
import type { StepAccount } from '../step-account.ts'
import type { Divider } from '../work/divider.ts'
import { namedDecisions, type Phase } from '../work/phases.ts'
import type { WorkTable } from '../work/work-table.ts'
import type { FoldAccount } from './fold-account.ts'
import { refinePartitions, type RefinedPiece } from './refine-partitions.ts'
import { refineInThreads } from './threads/refine-in-threads.ts'
import { threadsFor } from './threads/threads-for.ts'

export type FillRoom = {
  readonly phase: Phase
  readonly account: StepAccount
  readonly folding: FoldAccount
  readonly options: CandidateOptions
  readonly divider: Divider | undefined
}

/** Puts into a table what the streaming steps of the first phase have left, and accounts for it. */
export async function fillTable(table: WorkTable, pieces: AsyncIterable<RefinedPiece>, room: FillRoom): Promise<void> {
  const { phase, account, folding, options, divider } = room
  const pace = createPacer(options.signal)
  const steps = [...phase.streaming, ...namedDecisions(phase, divider)]
  for await (const { conversations, losses, examples, progress } of pieces) {
    folding.add(conversations, losses, examples.length)
    for (const { outcome, kept } of examples) {
      account.add(steps, outcome, phase.streaming.length)
      if (kept !== undefined) table.add(kept.stored, kept.notes)
    }
    options.onProgress?.({ phase: 'fold', done: progress })
    const pause = pace()
    if (pause !== undefined) await pause
  }
}

export type RefineRoom = Pick<FillRoom, 'divider' | 'options' | 'phase'> & {
  /** Where the spool of the scan lies. */
  readonly directory: string
}

/** Folds a scanned log and takes its examples through the streaming steps of the first phase. */
export function piecesOf(scan: Scan, { phase, directory, options, divider }: RefineRoom): AsyncGenerator<RefinedPiece> {
  const threads = threadsFor(scan, options)
  const { recipe, onStepError, quoteOf, watch, consent, signal } = options
  if (threads > 1 && recipe !== undefined) return refineInThreads(scan, { recipe, directory, threads, consent, signal })
  return refinePartitions(scan, { phase, directory, divider, onStepError, quoteOf, watch, consent, signal })
}
