import { createRecorder, type CreateRecorderOptions, type Recorder } from '../../src/index.ts'
import type { Caller } from './doors/door.ts'

/** A way for the calls of a client to go: unwrapped, through finetap, or through a rival. */
export type Way = {
  readonly name: string
  readonly caller: Caller
  /** Waits until all that was recorded is where it belongs. */
  readonly flush: () => Promise<void>
  readonly close: () => Promise<void>
}

export function unwrappedWay(caller: Caller): Way {
  return { name: 'unwrapped', caller, flush: nothing, close: nothing }
}

/** Through finetap, which records as the options say. */
export function finetapWay(name: string, options: CreateRecorderOptions, connect: (recorder: Recorder) => Caller): Way {
  const recorder = createRecorder(options)
  let before = 0

  async function flush(): Promise<void> {
    await recorder.flush()
    const { captured, byStatus, dropped } = recorder.stats()
    // A figure for calls that were not captured, or not to their end, would be worth nothing.
    const isWhole = captured > before && byStatus.ok === captured && Object.keys(dropped).length === 0
    if (recorder.enabled && !isWhole) throw new Error(`finetap captured ${JSON.stringify(recorder.stats())}`)
    before = captured
  }

  return { name, caller: connect(recorder), flush, close: () => recorder.close() }
}

async function nothing(): Promise<void> {}
