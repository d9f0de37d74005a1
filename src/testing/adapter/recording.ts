import assert from 'node:assert/strict'
import type { Generation } from '../../core/generation.ts'
import type { LogEvent } from '../../core/log-event.ts'
import { createRecorder, type Recorder, type RecorderOptions } from '../../middleware/recorder.ts'
import { memoryStore } from '../../storage/memory.ts'
import { eventually } from './waiting.ts'

/** A recorder over memory, and what it did. */
export type Recording = {
  readonly recorder: Recorder
  /** What `onError` was told. */
  readonly errors: readonly Error[]
  /** Sets options of the recorder, before its first use. */
  recordWith(options: Partial<RecorderOptions>): void
  /** Resolves when every call has ended and is written, or given up. */
  settled(): Promise<void>
  /** What was written, once every call has ended. */
  generations(): Promise<readonly Generation[]>
  /** Everything that was written, once every call has ended. */
  events(): Promise<readonly LogEvent[]>
  /** The one generation that was written. */
  generation(): Promise<Generation>
}

export function createRecording(patienceMs: number): Recording {
  const errors: Error[] = []
  // Masking would hide a credential that was captured.
  let options: RecorderOptions = { store: memoryStore(), redact: false, onError: (error) => errors.push(error) }
  let made: Recorder | undefined

  function recorder(): Recorder {
    made ??= createRecorder(options)
    return made
  }

  async function settled(): Promise<void> {
    await eventually(patienceMs, () => recorder().stats().active === 0)
    await recorder().flush()
  }

  async function events(): Promise<readonly LogEvent[]> {
    await settled()
    const found: LogEvent[] = []
    for await (const event of recorder().store.read()) found.push(event)
    return found
  }

  async function generations(): Promise<readonly Generation[]> {
    return (await events()).filter((event) => event.type === 'generation')
  }

  return {
    get recorder() {
      return recorder()
    },
    errors,
    recordWith: (more) => void (options = { ...options, ...more }),
    settled,
    events,
    generations,
    async generation() {
      const found = await generations()
      const [first] = found
      assert.ok(first !== undefined && found.length === 1, `the call must leave one record, it left ${found.length}`)
      return first
    },
  }
}
