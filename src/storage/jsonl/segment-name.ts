import { randomBytes } from 'node:crypto'

// Of the process, not of a store: one that is opened within the millisecond in which another closed sorts behind it.
let lastMillisecond = 0

const SEGMENT = /^\d{8}T\d{9}Z-(\d+-[0-9a-f]{10})\.jsonl$/

/**
 * Makes the names of one writer's segments: `<UTC time>-<process id>-<random>.jsonl`, such as
 * `20260131T090000123Z-4711-5f0a93c27e.jsonl`. Nothing that an app passes in reaches a file name.
 *
 * The names that one process makes sort in the order in which they are made, also when the clock runs backwards.
 */
export function createSegmentNames(): () => string {
  const writer = `${process.pid}-${randomBytes(5).toString('hex')}`
  return () => {
    lastMillisecond = Math.max(Date.now(), lastMillisecond + 1)
    return `${new Date(lastMillisecond).toISOString().replace(/[-:.]/g, '')}-${writer}.jsonl`
  }
}

/** Files whose lines are read: segments, and logs that somebody has put beside them. */
export function isLogFile(name: string): boolean {
  return name.endsWith('.jsonl') && !name.startsWith('.')
}

/** True for the files of this store, to which their writer may still be adding. */
export function isSegment(name: string): boolean {
  return SEGMENT.test(name)
}

/** Who writes a file. A writer adds to its last segment only; any other file counts as a writer of its own. */
export function writerOf(name: string): string {
  return SEGMENT.exec(name)?.[1] ?? name
}
