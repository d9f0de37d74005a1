import type { Generation } from '../../src/core/generation.ts'
import type { LogEvent } from '../../src/core/log-event.ts'
import { createRecorder, type Recorder, type RecorderOptions } from '../../src/middleware/recorder.ts'
import { memoryStore } from '../../src/storage/memory.ts'

/** A recorder over memory, and what it wrote. */
export type Recording = {
  readonly recorder: Recorder
  readonly errors: Error[]
  /** Flushes and gives the generations in the order in which they were written. */
  generations(): Promise<readonly Generation[]>
  events(): Promise<readonly LogEvent[]>
}

export function startRecording(options: Partial<RecorderOptions> = {}): Recording {
  const errors: Error[] = []
  const recorder = createRecorder({ store: memoryStore(), onError: (error) => errors.push(error), ...options })
  async function events(): Promise<readonly LogEvent[]> {
    await recorder.flush()
    return Array.fromAsync(recorder.store.read())
  }
  return {
    recorder,
    errors,
    events,
    generations: async () => (await events()).filter((event) => event.type === 'generation'),
  }
}

/** The one generation that was written; fails when there are more or none. */
export async function onlyGeneration(recording: Recording): Promise<Generation> {
  const [generation, ...rest] = await recording.generations()
  if (generation === undefined || rest.length > 0) {
    throw new Error(`expected one generation, found ${rest.length + (generation === undefined ? 0 : 1)}`)
  }
  return generation
}
