/** A larger write is worth the way to another thread, whatever the disk. */
const MOST_BYTES = 512 * 1_024
/** A disk that takes longer than this for one write, in milliseconds, would hold up the app. */
const SLOW_MS = 10
/** So does one whose writes at once take longer than this on average. */
const MEAN_MS = 0.5
const WEIGHT = 1 / 16
/** After so many quick writes in a row a disk is trusted: at first, and once it has been slow. */
const TRUSTED_AFTER = 16
const TRUSTED_AGAIN_AFTER = 1_024

/**
 * Which writes are made at once, because the disk has been quick so far. A write of a few kilobytes costs the app's
 * thread 5 to 40 µs; to hand it to another thread and hear of it again costs 70.
 */
export type WritePace = {
  mayBeAtOnce(bytes: number): boolean
  /** To be told of each write. */
  note(milliseconds: number): void
}

export function createWritePace(): WritePace {
  let untrusted = TRUSTED_AFTER
  let mean = 0
  return {
    mayBeAtOnce: (bytes) => untrusted === 0 && bytes <= MOST_BYTES,
    note(milliseconds) {
      // What another thread writes is told of late by a busy app, so only writes at once make the mean.
      if (untrusted === 0) mean += (milliseconds - mean) * WEIGHT
      if (milliseconds > SLOW_MS || mean > MEAN_MS) {
        untrusted = TRUSTED_AGAIN_AFTER
        mean = 0
      } else if (untrusted > 0) untrusted -= 1
    },
  }
}
