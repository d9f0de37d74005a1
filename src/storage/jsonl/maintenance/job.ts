/** What one round of maintenance is to do, and what it has done so far. */
export type Job = {
  readonly dir: string
  /** Milliseconds since 1970. */
  readonly now: number
  readonly limits: Limits
  readonly counts: Counts
  /** Called behind each step that changes the directory, for tests. */
  readonly step: (name: string) => void
}

export type Limits = {
  /** A file whose writer has not touched it for so long has none any more. */
  readonly orphanMs: number
  /** Smaller files than this are merged, into files of up to `mergedBytes`. */
  readonly smallBytes: number
  readonly mergedBytes: number
  readonly compressAfterMs: number
  readonly retention: Retention
  readonly erasureKey: string | undefined
}

/** What is kept of a log. Whole segments go, the oldest first, but never one that is being written. */
export type Retention = {
  /** Segments whose last write is older than this go (default: none). */
  readonly ms?: number | undefined
  /** Segments go until the log holds no more than so many bytes on disk, blobs not counted (default: none). */
  readonly bytes?: number | undefined
}

export type Counts = {
  sealed: number
  quarantined: number
  merged: number
  mergedInto: number
  compressed: number
  removed: number
  removedBytes: number
  leftovers: number
}

export function noCounts(): Counts {
  return {
    sealed: 0,
    quarantined: 0,
    merged: 0,
    mergedInto: 0,
    compressed: 0,
    removed: 0,
    removedBytes: 0,
    leftovers: 0,
  }
}
