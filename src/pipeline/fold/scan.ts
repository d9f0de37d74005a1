import type { Generation } from '../../core/generation.ts'
import type { Damage } from '../../core/store.ts'
import { readEvents, type EventSource } from '../event-source.ts'
import { createPacer } from '../pacer.ts'
import { createContinuations } from './continuations.ts'
import { createGenerationSpooler } from './generation-spooler.ts'
import { countDamage, countEvent, emptySummary, type SourceSummary } from './source-summary.ts'
import { createSpool, type Partition } from './spool.ts'

export type ScanOptions = {
  /** An empty folder for the spool. */
  readonly directory: string
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((events: number) => void) | undefined
}

export type Scan = { readonly summary: SourceSummary; readonly partitions: readonly Partition[] }

/**
 * Reads a log once and spools its generations by conversation. Each message is spooled once at its place, although
 * every call sends the whole history; a message that was forgotten meanwhile is spooled again, which does no harm.
 */
export async function scanEvents(source: EventSource, options: ScanOptions): Promise<Scan> {
  const summary = emptySummary()
  const spool = createSpool(options.directory)
  const continuations = createContinuations(options.directory)
  const spoolGeneration = createGenerationSpooler(spool, continuations.answered)
  const take = (generation: Generation): void => {
    if (!continuations.defer(generation)) spoolGeneration(generation)
  }
  const pace = createPacer(options.signal)
  const onDamage = countDamage.bind(undefined, summary)
  let partitions: readonly Partition[] = []
  try {
    for await (const event of readEvents(source, { onDamage, signal: options.signal })) {
      if (event.type === 'generation' && !isSpooled(event, take)) {
        onDamage(tooDeep(event))
        continue
      }
      countEvent(summary, event)
      const pause = pace()
      if (pause === undefined) continue
      options.onProgress?.(summary.events)
      await pause
    }
    for (const { generation, base } of continuations.resolve()) {
      const spoolBehind = (found: Generation): void => spoolGeneration(found, base ?? 'missing')
      if (!isSpooled(generation, spoolBehind)) onDamage(tooDeep(generation))
      await pace()
    }
  } finally {
    continuations.close()
    partitions = spool.close()
  }
  options.onProgress?.(summary.events)
  return { summary, partitions }
}

function tooDeep({ id }: Generation): Damage {
  return { reason: 'not_an_event', place: id, detail: 'nested too deep' }
}

/** False for JSON that is nested deeper than the call stack: a line of a foreign log, for the recorder cuts at 64 levels. */
function isSpooled(generation: Generation, spool: (generation: Generation) => void): boolean {
  try {
    spool(generation)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
