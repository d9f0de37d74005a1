import { FinetapError } from '../core/errors.ts'
import type { FeedbackTarget } from '../core/feedback.ts'
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
import { createWriter } from './writer.ts'

const FEEDBACK_SIZE = 512

export type RecorderOptions = {
  readonly store: Store
  /** Share of calls to capture, 0 to 1, or a function (default 1). */
  readonly sample?: Sample
  /** What is masked before anything is written (default `'secrets'`). */
  readonly redact?: CaptureRedaction
  /** Labels of every call, such as `environment` and `release`. */
  readonly labels?: CaptureContext
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
  begin(start: CallStart): Call | undefined
  /** Resolves when everything captured so far is written, or given up. Never rejects: see `stats` and `onError`. */
  flush(): Promise<void>
  /** Flushes, closes the store and switches off. */
  close(): Promise<void>
  stats(): RecorderStats
}

/** Makes a recorder over a store; `createRecorder` of the package root also takes a directory. */
export function createRecorder(options: RecorderOptions): Recorder {
  const { store } = options
  const counters = createCounters()
  const queue = createQueue({ ...DEFAULT_QUEUE_LIMITS, ...options.queue })
  const report = guarded(options.onError ?? warn)
  const writer = createWriter({
    store,
    queue,
    counters,
    filter: createCaptureFilter(options.redact ?? 'secrets'),
    onError: report,
    onGiveUp: () => void (recorder.enabled = false),
  })

  function enqueue(event: LogEvent, size: number): void {
    if (queue.push(event, size)) writer.wake()
    else if (event.type === 'generation') writer.lose('queue_full')
  }

  async function flush(): Promise<void> {
    await writer.drain()
    await store.flush().catch((cause: unknown) => report(flushFailure(cause)))
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
      captureFailed(cause) {
        writer.lose('capture_failed')
        // Later, because the app's error handler must not run on the stack of the call.
        setImmediate(() => report(captureFailure(cause)))
      },
    }),
    flush,
    async close() {
      recorder.enabled = false
      await flush()
      await store.close().catch((cause: unknown) => report(flushFailure(cause)))
    },
    stats: () => statsOf(counters, queue.size),
  }
  return recorder
}

function guarded(onError: (error: FinetapError) => void): (error: FinetapError) => void {
  return (error) => {
    try {
      onError(error)
    } catch {
      // The app's error handler failed; there is nobody left to tell.
    }
  }
}

function warn(error: FinetapError): void {
  process.emitWarning(error.message, { type: 'FinetapWarning', code: error.code })
}

function captureFailure(cause: unknown): FinetapError {
  const what = 'A call could not be captured; the app was not affected'
  return new FinetapError('capture_failed', { what, why: reasonOf(cause), fix: 'report it with its cause', cause })
}

function flushFailure(cause: unknown): FinetapError {
  if (FinetapError.isInstance(cause)) return cause
  const what = 'The store could not be flushed'
  return new FinetapError('store_failed', { what, why: reasonOf(cause), fix: 'look at the cause', cause })
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
