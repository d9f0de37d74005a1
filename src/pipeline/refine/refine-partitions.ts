import type { CandidateOptions } from '../candidates.ts'
import { foldLog, type FoldOptions } from '../fold/fold-log.ts'
import type { Loss } from '../fold/placed.ts'
import type { Foldable } from '../fold/scan.ts'
import { startPhase } from '../step-runner.ts'
import type { Divider } from '../work/divider.ts'
import type { StoredExample } from '../work/example-file.ts'
import type { StoredNote } from '../work/note-file.ts'
import type { Phase } from '../work/phases.ts'
import type { ExampleOutcome } from './outcome.ts'

/** What became of generations that met under one key; a key with many examples comes in several pieces. */
export type RefinedPiece = {
  readonly key: string
  readonly conversations: number
  readonly losses: readonly Loss[]
  readonly examples: readonly RefinedExample[]
  /** Share of the partitions that is behind with this key, 0 to 1. */
  readonly progress: number
}

export type RefinedExample = {
  readonly outcome: ExampleOutcome
  /** Absent when a step dropped it. */
  readonly kept?: { readonly stored: StoredExample; readonly notes: readonly StoredNote[] }
}

export type RefineOptions = Pick<CandidateOptions, 'onStepError' | 'quoteOf' | 'signal' | 'watch'> &
  FoldOptions & {
    readonly phase: Phase
    /** For partitions that have to be divided. */
    readonly directory: string
    readonly divider: Divider | undefined
  }

const MOST_EXAMPLES = 64

/** Folds partitions of a scan and takes the examples through the streaming steps of the first phase, key by key. */
export async function* refinePartitions(scan: Foldable, options: RefineOptions): AsyncGenerator<RefinedPiece> {
  const refine = startPhase(options.phase, options, options.divider)
  for (const { key, conversations, losses, examples, progress } of foldLog(scan, options.directory, options)) {
    let refined: RefinedExample[] = []
    for (const example of examples) {
      const taken = refine(example)
      refined.push(taken instanceof Promise ? await taken : taken)
      if (refined.length < MOST_EXAMPLES) continue
      yield { key, conversations: 0, losses: [], examples: refined, progress }
      refined = []
    }
    yield { key, conversations, losses, examples: refined, progress }
  }
}
