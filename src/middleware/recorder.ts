import { FinetapError } from '../core/errors.ts'
import type { FeedbackTarget } from '../core/feedback.ts'
import type { GenerationLabels } from '../core/generation.ts'
import type { Store } from '../core/store.ts'
import { createAllowFilter, type AllowList } from './allow-list.ts'
import type { Call, CallStart } from './call.ts'
import { createCaptureFilter, type CaptureRedaction } from './capture-filter.ts'
import { checkRecorderOptions } from './check-options.ts'
import { activeContext, withContext, type CaptureContext } from './context.ts'
import { createIntake } from './intake.ts'
import { feedbackEvent, type Judgement } from './judgement.ts'
import { joinLifecycle, leaveLifecycle } from './lifecycle.ts'
import type { OpenCall } from './open-call.ts'
import { createOpenCalls } from './open-calls.ts'
import { createOutlet } from './outlet.ts'
import { DEFAULT_QUEUE_LIMITS, type QueueLimits } from './queue.ts'
import { checkSample, type Sample } from './sampling.ts'
import { createCounters, statsOf, type RecorderStats } from './stats.ts'
import { tellWhenWritten, type WaitUntil } from './wait-until.ts'

const IDLE_MS = 300_000

export type RecorderOptions = {
  readonly store: Store
  /** Share of calls to capture, 0 to 1, or a function (default 1). */
  readonly sample?: Sample
  /** What is masked before anything is written (default `'secrets'`). */
  readonly redact?: CaptureRedaction
  /** Labels of every call, such as `environment` and `release`. */
  readonly labels?: GenerationLabels
  /** Which request settings and metadata may enter a record. */
  readonly allow?: AllowList
  /**
   * What may wait for the store (default 10,000 events and 16 MiB); beyond it the newest are dropped and counted. As many
   * calls may be open at once.
   */
  readonly queue?: Partial<QueueLimits>
  /** An answer that the app has not read on for so many milliseconds is `abandoned` (default 300,000). */
  readonly idleMs?: number
  /** Takes a promise that resolves when a call or a judgement is written: for hosts that stop when they have answered. */
  readonly waitUntil?: WaitUntil
  /** Takes finetap's own failures (default: a Node process warning). Never called on the app's stack. */
  readonly onError?: (error: FinetapError) => void
  /** False: starts switched off. */
  readonly enabled?: boolean
}

/** What an app makes once: takes calls from adapters and writes them to a store, unnoticed. */
export type Recorder = {
  /** Switches capture on and off. Off, wrapped clients do nothing but call through. */
  enabled: boolean
  readonly store: Store
  /**
   * Gives everything that is called inside `run` the ids of the conversation, user and so on.
   *
   * @example await recorder.withContext({ conversationId: chat.id }, () => answer(chat))
   */
  withContext<Result>(context: CaptureContext, run: () => Result): Result
  /**
   * Appends a judgement of an answer and returns its id.
   *
   * @throws FinetapError `bad_option` when the judgement says nothing.
   * @example recorder.feedback({ responseId: result.response.id }, { thumb: 'down', correction: 'A better answer.' })
   */
  feedback(target: FeedbackTarget, judgement: Judgement): string
  /** For adapters: begins to follow a call. Undefined when it is not to be captured. Never throws. */
  begin(start: CallStart | (() => CallStart)): Call | undefined
  /** Resolves when everything captured so far is written, or given up. Never rejects: see `stats` and `onError`. */
  readonly flush: () => Promise<void>
  /** Switches off, ends the calls that are still open as `abandoned`, flushes and closes the store. */
  close(): Promise<void>
  stats(): RecorderStats
}

/**
 * Makes a recorder over a store; `createRecorder` of the package root also takes a directory.
 *
 * @throws FinetapError `bad_option` when an option cannot be meant as it is given.
 */
export function createRecorder(options: RecorderOptions): Recorder {
  checkRecorderOptions(options)
  const { store } = options
  const limits = limitsOf(options.queue)
  const counters = createCounters()
  const openCalls = createOpenCalls(positive('idleMs', options.idleMs ?? IDLE_MS))
  const filter = createCaptureFilter(options.redact ?? 'secrets')
  const onStoreLost = (): void => void (enabled = false)
  const outlet = createOutlet({ store, limits, counters, filter, onError: options.onError, onStoreLost })
  const participant = { abandonAll: openCalls.abandonAll, drain: outlet.drain, drainNow: outlet.drainNow }

  function begun(call: OpenCall, context: CaptureContext | undefined): void {
    joinLifecycle(participant)
    const waitUntil = context?.waitUntil ?? options.waitUntil
    if (waitUntil !== undefined) tellWhenWritten(call.ended(), waitUntil, outlet)
  }

  let enabled = options.enabled ?? true
  const recorder: Recorder = {
    get enabled() {
      return enabled
    },
    set enabled(value) {
      enabled = value
      // Whoever switches it on again has mended the store.
      if (value) outlet.reopen()
    },
    store,
    withContext,
    feedback(target, judgement) {
      const event = feedbackEvent(target, judgement)
      joinLifecycle(participant)
      outlet.put(event)
      const waitUntil = activeContext()?.labels.waitUntil ?? options.waitUntil
      if (waitUntil !== undefined) tellWhenWritten(Promise.resolve(), waitUntil, outlet)
      return event.id
    },
    begin: createIntake({
      sample: checkSample(options.sample ?? 1),
      labels: options.labels,
      allow: createAllowFilter(options.allow),
      counters,
      openCalls,
      mostOpen: limits.count,
      isEnabled: () => enabled,
      begun,
      outlet,
    }),
    flush() {
      openCalls.endAborted()
      return outlet.flush()
    },
    async close() {
      enabled = false
      openCalls.abandonAll()
      await outlet.close()
      leaveLifecycle(participant)
    },
    stats: () => statsOf(counters, openCalls.size, outlet.queued()),
  }
  return recorder
}

function limitsOf(given: Partial<QueueLimits> = {}): QueueLimits {
  const { count = DEFAULT_QUEUE_LIMITS.count, bytes = DEFAULT_QUEUE_LIMITS.bytes } = given
  return { count: positive('queue.count', count), bytes: positive('queue.bytes', bytes) }
}

function positive(option: string, value: number): number {
  if (value > 0) return value
  throw new FinetapError('bad_option', { what: `${option} is ${value}`, fix: 'give a number above 0, or leave it out' })
}
