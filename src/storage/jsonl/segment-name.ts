import { randomBytes } from 'node:crypto'

// Of the process, not of a store: one that is opened within the millisecond in which another closed sorts behind it.
let lastMillisecond = 0

/**
 * Makes the ids of one writer's segments: `<UTC time>-<process id>-<random>`, such as
 * `20260131T090000123Z-4711-5f0a93c27e`. Nothing that an app passes in reaches a file name.
 *
 * The ids that one process makes sort in the order in which they are made, also when the clock runs backwards.
 */
export function createSegmentIds(writer: string = newWriter()): () => string {
  return () => {
    lastMillisecond = Math.max(Date.now(), lastMillisecond + 1)
    return `${new Date(lastMillisecond).toISOString().replace(/[-:.]/g, '')}-${writer}`
  }
}

/** Names a writer as no other one is named: `<process id>-<random>`. */
export function newWriter(): string {
  return `${process.pid}-${randomBytes(5).toString('hex')}`
}

/** The file of a segment to which its writer adds, or to which one added that has died since. */
export function openNameOf(id: string): string {
  return `${id}.open.jsonl`
}

/** The file of a segment that is complete. */
export function sealedNameOf(id: string): string {
  return `${id}.jsonl`
}
