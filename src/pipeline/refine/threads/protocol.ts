import type { AnswerFeedback } from '../../../core/example.ts'
import type { Erasure } from '../../../core/erasure.ts'
import type { Failure } from '../../../core/failure.ts'
import type { FoldOptions } from '../../fold/fold-log.ts'
import type { Partition } from '../../fold/spool.ts'
import type { RefineRecipe } from '../recipe.ts'
import type { RefinedPiece } from '../refine-partitions.ts'

/** What a thread is started with. */
export type ThreadStart = {
  readonly recipe: RefineRecipe
  readonly consent: FoldOptions['consent']
  readonly erasures: readonly Erasure[]
  readonly feedback: readonly (readonly [generationId: string, feedback: AnswerFeedback])[]
  /** A folder of its own, for partitions that it has to divide. */
  readonly directory: string
}

/** `partition`: to be refined. `more`: what was sent last has been taken. */
export type ToThread = { readonly kind: 'partition'; readonly partition: Partition } | { readonly kind: 'more' }

export type FromThread =
  | { readonly kind: 'pieces'; readonly pieces: readonly RefinedPiece[] }
  /** The partition is finished, or the thread has just started. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'failed'; readonly failure: ThreadFailure }

/** An error of ours, or the message of another one. */
export type ThreadFailure = Failure | string
