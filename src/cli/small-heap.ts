import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { BuildProgress } from '../datasets.ts'

const MEGABYTE = 1024 * 1024
/** A process that is no larger gives nothing back: that takes 50 ms. */
const LARGE_PROCESS = 128 * MEGABYTE
/** How much larger V8 makes the room for new objects than the 1 MB with which it begins. */
const WIDER = 4

let isOurs = false

/**
 * Has V8 collect garbage before the heap has doubled, and keep the part for new objects small. A build makes garbage
 * without end and holds little, so left alone its process grows to twice the size, and is no faster for it. Only for a
 * process that is finetap's own: flags hold for all that runs in it.
 */
export function keepHeapSmall(): void {
  isOurs = true
  setFlagsFromString('--heap-growing-percent=50')
  keepNewSpace()
}

/**
 * Tells of the progress of a build, and before each phase but the first returns to the system what the one before has left:
 * V8 keeps the pages of a heap that was larger once. Does nothing of that unless `keepHeapSmall` was called.
 */
export function givingBack(tell: (progress: BuildProgress) => void): (progress: BuildProgress) => void {
  let phase: BuildProgress['phase'] | undefined
  return (progress) => {
    if (isOurs && progress.phase !== phase) {
      if (phase !== undefined && process.memoryUsage.rss() > LARGE_PROCESS) giveBack()
      widenNewSpace()
    }
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

/**
 * Where there is room for 1 MB of new objects, those of one conversation outlive a collection in the midst of it, and to
 * copy them takes a tenth of a build; 4 MB halve that, and more room gains nothing.
 */
function widenNewSpace(): void {
  if (newSpace() >= WIDER * MEGABYTE) return
  setFlagsFromString(`--semi-space-growth-factor=${WIDER}`)
  const before = newSpace()
  const held: number[][] = []
  // It grows once more has outlived collections than there is room for.
  for (let megabytes = 0; megabytes < WIDER && newSpace() === before; megabytes += 0.125) {
    for (let kilobytes = 0; kilobytes < 128; kilobytes += 8) held.push(Array.from({ length: 1024 }, () => 0))
  }
  keepNewSpace()
}

function keepNewSpace(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}

/** Its size in bytes. */
function newSpace(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0
}
