import { join } from 'node:path'
import type { Generation } from '../../core/generation.ts'
import type { LogEvent } from '../../core/log-event.ts'
import type { Damage } from '../../core/store.ts'
import { readEvents, type EventSource } from '../event-source.ts'
import { createPacer } from '../pacer.ts'
import { createContinuations } from './continuations.ts'
import { createFeedbackCollector, type FeedbackOf, type JudgedAnswers } from './feedback.ts'
import { forEachLine } from '../read-at.ts'
import { createGenerationSpooler } from './generation-spooler.ts'
import { countDamage, countEvent, emptySummary, type SourceSummary } from './source-summary.ts'
import { createSpool, type Partition } from './spool.ts'
import { createWindowKeys, rekey, type JoinedKeys } from './window-keys.ts'

export type ScanOptions = {
  /** An empty folder for the spool. */
  readonly directory: string
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((events: number) => void) | undefined
  /** Sees each event before it is taken. */
  readonly onEvent?: ((event: LogEvent) => void) | undefined
  /** Characters of messages that are remembered while reading. Default 12,000,000; less makes the spool larger. */
  readonly recentCharacters?: number | undefined
  /** What an earlier build has read of the same log, when `source` gives only what came since. */
  readonly earlier?: EarlierScan | undefined
  /** Sees the lines of window keys before they are gone. */
  readonly onWindowKeys?: ((partitions: readonly Partition[]) => void) | undefined
}

/** Paths of files that a scan has left, joined to one file each, and what it counted. */
export type EarlierScan = {
  readonly summary: SourceSummary
  readonly names: string
  readonly feedback: string
  readonly windowKeys: string
}

/** What folding needs of a scan. */
export type Foldable = {
  readonly summary: SourceSummary
  readonly partitions: readonly Partition[]
  /** Reads from the disk; valid until `close`. */
  readonly feedbackOf: FeedbackOf
  readonly close: () => void
}

export type Scan = Foldable & {
  /** What people said, by generation: for those who fold elsewhere. Valid until `close`. */
  readonly feedback: JudgedAnswers['all']
}

/** A log that was read, with its generations under the keys that they have alone. */
export type SpooledLog = Scan & {
  readonly keys: JoinedKeys
  /** Some generations name the response that they go on from. */
  readonly hasContinuations: boolean
}

/** Reads a log once and spools it, with those keys joined that belong together. */
export async function scanEvents(source: EventSource, options: ScanOptions): Promise<Scan> {
  return withJoinedKeys(await spoolEvents(source, options), options.directory)
}

/** Puts the generations under the keys that stand for theirs. */
export function withJoinedKeys({ keys, partitions, ...scan }: SpooledLog, directory: string): Scan {
  if (keys.isEmpty()) return { ...scan, partitions }
  try {
    return { ...scan, partitions: rekey(partitions, join(directory, 'joined'), keys.of) }
  } catch (error) {
    scan.close()
    throw error
  }
}

/**
 * Reads a log once and spools its generations by conversation. Each message is spooled once at its place, although
 * every call sends the whole history; a message that was forgotten meanwhile is spooled again, which does no harm.
 */
export async function spoolEvents(source: EventSource, options: ScanOptions): Promise<SpooledLog> {
  const { earlier } = options
  const summary = earlier?.summary ?? emptySummary()
  let hasContinuations = false
  const spool = createSpool(options.directory)
  const continuations = createContinuations(options.directory)
  const feedback = createFeedbackCollector(options.directory, earlier?.names)
  const windows = createWindowKeys(options.directory)
  const listeners = { answered: continuations.answered, unnamed: windows.add }
  const spoolGeneration = createGenerationSpooler(spool, listeners, options.recentCharacters)
  const take = (generation: Generation): void => {
    if (continuations.defer(generation)) hasContinuations = true
    else spoolGeneration(generation)
  }
  const pace = createPacer(options.signal)
  const onDamage = countDamage.bind(undefined, summary)
  let partitions: readonly Partition[] = []
  try {
    if (earlier !== undefined) {
      forEachLine(earlier.feedback, (line) => feedback.feedback(JSON.parse(line.toString())))
      forEachLine(earlier.windowKeys, windows.replay)
    }
    for await (const event of readEvents(source, { onDamage, signal: options.signal })) {
      options.onEvent?.(event)
      if (event.type === 'generation' && !isSpooled(event, take)) {
        onDamage(tooDeep(event))
        continue
      }
      countEvent(summary, event)
      if (event.type === 'generation') feedback.generation(event)
      if (event.type === 'feedback') feedback.feedback(event)
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
  } catch (error) {
    feedback.close()
    windows.close()
    throw error
  } finally {
    continuations.close()
    partitions = spool.close()
  }
  options.onProgress?.(summary.events)
  try {
    const keys = windows.joined(options.onWindowKeys)
    const { of: feedbackOf, all } = feedback.resolve(summary.erasures, summary.feedback)
    return { summary, partitions, keys, hasContinuations, feedbackOf, feedback: all, close: feedback.close }
  } catch (error) {
    feedback.close()
    windows.close()
    throw error
  }
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
