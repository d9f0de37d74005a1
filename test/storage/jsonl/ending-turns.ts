import type { Generation } from '../../../src/core/generation.ts'
import { sampleConversation } from '../../../src/testing/store/sample-events.ts'

/** What a process that is about to end gives to its stores: turns of every size up to 30 KB. */
export function endingTurns(store: number): readonly Generation[] {
  return sampleConversation(`s${store}`, 150).map((turn, index) => ({
    ...turn,
    metadata: { page: 'Lorem '.repeat(((index * 7 + store) % 11) * 500) },
  }))
}

/** What became of one store, as its process says on standard output. */
export type Ending = {
  /** How many turns the store was given, the last five of them by `appendSync`. */
  readonly given: number
  readonly kept: readonly string[]
  readonly refused: readonly string[]
  /** The code of the error that `appendSync` threw. */
  readonly failure?: string
}
