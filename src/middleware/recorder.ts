import { FinetapError } from '../core/errors.ts'
import type { FeedbackTarget } from '../core/feedback.ts'
import type { GenerationLabels } from '../core/generation.ts'
import type { LogEvent } from '../core/log-event.ts'
import { sizeOfGeneration } from '../core/size.ts'
import type { Store } from '../core/store.ts'
import type { Call, CallStart } from './call.ts'
import { createCaptureFilter, type CaptureRedaction } from './capture-filter.ts'
import { withContext, type CaptureContext } from './context.ts'
import { createIntake } from './intake.ts'
import { feedbackEvent, type Judgement } from './judgement.ts'
import { createQueue, DEFAULT_QUEUE_LIMITS, type QueueLimits } from './queue.ts'
import type { Sample } from './sampling.ts'
import { createCounters, statsOf, type RecorderStats } from './stats.ts'
import { captureFailure, flushFailure, lossFailure } from './write-failure.ts'
import { createWriter } from './writer.ts'

const FEEDBACK_SIZE = 512

export type RecorderOptions = {
  readonly store: Store
  /** Share of calls to capture, 0 to 1, or a function (default 1). */
  readonly sample?: Sample
  /** What is masked before anything is written (default `'secrets'`). */
  readonly redact?: CaptureRedaction
  /** Labels of every call, such as `environment` and `release`. */
  readonly labels?: GenerationLabels
  /** What may wait for the store (default 10,000 events and 16 MiB); beyond it the newest are dropped and counted. */
  readonly queue?: Partial<QueueLimits>
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
   * @example recorder.feedback({ generationId }, { thumb: 'down', correction: 'A better answer.' })
   */
  feedback(target: FeedbackTarget, judgement: Judgement): string
  /** For adapters: begins to follow a call. Undefined when it is not to be captured. Never throws. */
  begin(start: CallStart | (() => CallStart)): Call | undefined
  /** Resolves when everything captured so far is written, or given up. Never rejects: see `stats` and `onError`. */
  flush(): Promise<void>
  /** Flushes, closes the store and switches off. */
  close(): Promise<void>
  stats(): RecorderStats
}

/**
 * Makes a recorder over a store; `createRecorder` of the package root also takes a directory.
 *
 * @throws FinetapError `bad_option` when a queue limit is no number above 0, or there is no such redaction.
 */
export function createRecorder(options: RecorderOptions): Recorder {
  const { store } = options
  const counters = createCounters()
  const queue = createQueue(limitsOf(options.queue))
  const report = guarded(options.onError ?? warn)
  const writer = createWriter({
    store,
    queue,
    counters,
    filter: createCaptureFilter(options.redact ?? 'secrets'),
    onError: report,
    onGiveUp: () => void (recorder.enabled = false),
  })
  let closed = false

  function enqueue(event: LogEvent, size: number): void {
    if (!closed && queue.push(event, size)) return writer.wake()
    const reason = closed ? 'closed' : 'queue_full'
    if (event.type === 'generation') writer.lose(reason)
    else setImmediate(() => report(lossFailure(event.type, reason)))
  }

  function captureFailed(cause: unknown): void {
    writer.lose('capture_failed')
    // Later, because the app's error handler must not run on the stack of the call.
    setImmediate(() => report(captureFailure(cause)))
  }

  async function flush(): Promise<void> {
    await writer.drain()
    await survive(() => store.flush(), report)
  }

  const recorder: Recorder = {
    enabled: options.enabled ?? true,
    store,
    withContext,
    feedback(target, judgement) {
      const event = feedbackEvent(target, judgement)
      enqueue(event, FEEDBACK_SIZE)
      return event.id
    },
    begin: createIntake({
      sample: options.sample ?? 1,
      labels: options.labels,
      counters,
      isEnabled: () => recorder.enabled,
      take: (generation) => enqueue(generation, sizeOfGeneration(generation)),
      captureFailed,
    }),
    flush,
    async close() {
      recorder.enabled = false
      await flush()
      closed = true
      await survive(() => store.close(), report)
    },
    stats: () => statsOf(counters, queue.size),
  }
  return recorder
}

function limitsOf(given: Partial<QueueLimits> = {}): QueueLimits {
  const { count = DEFAULT_QUEUE_LIMITS.count, bytes = DEFAULT_QUEUE_LIMITS.bytes } = given
  if (count > 0 && bytes > 0) return { count, bytes }
  throw new FinetapError('bad_option', {
    what: `The queue limits are count ${count} and bytes ${bytes}`,
    why: 'nothing would ever be captured',
    fix: 'give numbers above 0, or leave them out',
  })
}

async function survive(work: () => Promise<void>, report: (error: FinetapError) => void): Promise<void> {
  try {
    await work()
  } catch (cause) {
    report(flushFailure(cause))
  }
}

function guarded(onError: (error: FinetapError) => void): (error: FinetapError) => void {
  return (error) => {
    try {
      const told: unknown = onError(error)
      if (told instanceof Promise) ignoreRejection(told)
    } catch {
      // The app's error handler failed; there is nobody left to tell.
    }
  }
}

// An async handler fails later.
function ignoreRejection(told: Promise<unknown>): void {
  told.catch(() => {})
}

function warn(error: FinetapError): void {
  process.emitWarning(error.message, { type: 'FinetapWarning', code: error.code })
}
