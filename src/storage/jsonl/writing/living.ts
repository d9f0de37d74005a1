import { createHeartbeat } from './heartbeat.ts'
import type { Segment } from './segment.ts'

/** The segments of one store that may still be written to. */
export type Living = {
  add(segment: Segment): void
  readonly remove: (segment: Segment) => void
  /** How far one of them may be read; undefined for any other one. */
  readonly committedTo: (name: string) => number | undefined
  readonly all: () => readonly (readonly [name: string, bytes: number])[]
}

/**
 * Shows every ten seconds that they live, and calls `onBeat`. No timer runs while there is none.
 *
 * @param onWhole called with the name of a file that may be read to its end from now on
 */
export function createLiving(onBeat: () => void, onWhole: ((name: string) => void) | undefined): Living {
  const living = new Map<string, Segment>()
  const heartbeat = createHeartbeat(() => {
    for (const segment of living.values()) segment.beat()
    onBeat()
  })

  return {
    add(segment) {
      living.set(segment.name, segment)
      heartbeat.start()
    },
    remove(segment) {
      living.delete(segment.name)
      onWhole?.(segment.name)
      if (living.size === 0) heartbeat.stop()
    },
    committedTo: (name) => living.get(name)?.committed(),
    all: () => [...living.values()].map((segment) => [segment.name, segment.committed()] as const),
  }
}
