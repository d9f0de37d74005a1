import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { BuildProgress } from '../datasets.ts'

const MEGABYTE = 1024 * 1024
/** A process that is no larger gives nothing back: that takes 50 ms. */
const LARGE_PROCESS = 128 * MEGABYTE

let isOurs = false

/**
 * Has V8 collect garbage before the heap has doubled, and keep the part for new objects small. A build makes garbage
 * without end and holds little, so left alone its process grows to twice the size, and is no faster for it. Only for a
 * process that is finetap's own: flags hold for all that runs in it.
 */
export function keepHeapSmall(): void {
  isOurs = true
  setFlagsFromString('--heap-growing-percent=50')
  setFlagsFromString('--semi-space-growth-factor=1')
}

/**
 * Tells of the progress of a build, and before each phase but the first returns to the system what the one before has left:
 * V8 keeps the pages of a heap that was larger once. Does nothing of that unless `keepHeapSmall` was called.
 */
export function givingBack(tell: (progress: BuildProgress) => void): (progress: BuildProgress) => void {
  let phase: BuildProgress['phase'] | undefined
  return (progress) => {
    const isNext = phase !== undefined && progress.phase !== phase
    if (isOurs && isNext && process.memoryUsage.rss() > LARGE_PROCESS) giveBack()
    phase = progress.phase
    tell(progress)
  }
}

/** There is no other way to ask V8 for it. */
function giveBack(): void {
  setFlagsFromString('--expose-gc')
  const collect: NodeJS.GCFunction | undefined = runInNewContext('globalThis.gc')
  collect?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
