import { sealedNameOf } from '../segment-name.ts'
import type { Segment } from './segment.ts'

/** Segments that end, and who waits for that. */
export type Endings = {
  /** Seals a segment; what was not committed to it is gone when this returns. Never rejects. */
  end(segment: Segment): Promise<void>
  /** Resolves when the next segment has ended. */
  ask(): Promise<void>
  readonly areAsked: () => boolean
  /** Lets those go on who wait for a segment that is not there. */
  readonly answer: () => void
  /** Resolves when all have ended that do by now. */
  done(): Promise<void>
}

/**
 * @param onCut called when a file may be read to its end
 * @param onEnd called with the name of a file that is sealed, or can be no more than left as it is
 */
export function createEndings(onCut: (segment: Segment) => void, onEnd: ((name: string) => void) | undefined): Endings {
  const underWay = new Set<Promise<void>>()
  let waiting: (() => void)[] = []

  function takeWaiting(): readonly (() => void)[] {
    const taken = waiting
    waiting = []
    return taken
  }

  return {
    async end(segment) {
      const asked = takeWaiting()
      // This first cuts off what was not committed.
      const sealing = segment.seal()
      onCut(segment)
      const ending = sealing.then((isSealed) => {
        if (segment.committed() > 0) onEnd?.(isSealed ? sealedNameOf(segment.id) : segment.name)
      })
      underWay.add(ending)
      await ending
      underWay.delete(ending)
      for (const resolve of asked) resolve()
    },
    ask: () => new Promise((resolve) => waiting.push(resolve)),
    areAsked: () => waiting.length > 0,
    answer() {
      for (const resolve of takeWaiting()) resolve()
    },
    async done() {
      await Promise.all(underWay)
    },
  }
}
