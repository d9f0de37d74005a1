import { field, textField } from '../../../core/field.ts'
import { recorderOf, requireOptions, type CaptureOptions } from '../../capture-options.ts'
import { captureRunning, foundId, type RunningCall } from './call-hooks.ts'
import { startNoting } from './noted-calls.ts'
import { objectEnded, objectFailed, objectStarted } from './object-hooks.ts'
import { beginStep, createOperations, type Operation, type Operations } from './operations.ts'
import { stepHooks } from './step-hooks.ts'

type Hook = (event: unknown) => void

/** A telemetry integration for `registerTelemetry` of ai 7 and `registerTelemetryIntegration` of ai 6. */
export type CaptureTelemetry = {
  readonly onStart: Hook
  readonly onStepStart: Hook
  readonly onLanguageModelCallEnd: Hook
  readonly onStepEnd: Hook
  readonly onStepFinish: Hook
  readonly onObjectStepStart: Hook
  readonly onObjectStepEnd: Hook
  readonly onEnd: Hook
  readonly onAbort: Hook
  readonly onError: Hook
  readonly executeLanguageModelCall: <Result>(call: RunningCall<Result>) => PromiseLike<Result>
}

/**
 * Captures every call of the process without wrapping anything, also of models that are named by their id. It goes
 * together with `wrapModel` and the other doors: each call is recorded once.
 *
 * **ai 7**: `registerTelemetry(captureTelemetry())`, or for one call `telemetry: { integrations: [captureTelemetry()] }`,
 * which takes the place of what is registered. Each attempt is a record, the attempts and steps of one call are one turn.
 * Conversation, user and the other labels come from `runtimeContext`, as far as `telemetry.includeRuntimeContext` lets
 * them out by the record's names; `functionId` goes to the metadata. With `recordInputs` or `recordOutputs: false` a call
 * is not recorded, nor by a wrapped model behind it, and counts as `unsampled`. Where the provider gives no id,
 * `response.id` is the one that the SDK makes up. generateObject and streamObject run past it: it sees no attempts and no
 * stops of theirs, and leaves wrapped models behind them alone.
 *
 * **ai 6**: `registerTelemetryIntegration(captureTelemetry())`. Labels come from `experimental_telemetry.metadata`. ai 6
 * only tells that a step begins and that it has ended well: calls that fail or are stopped leave no record, and retries,
 * the settings of a call, generateObject, streamObject and `recordInputs: false` are not seen. Streams of one model that
 * are under way at once are told apart by `withContext`, by their metadata, or by the request that the provider shows;
 * those that cannot be are counted as `capture_failed`. `wrapModel` has none of these limits. ai 5 has no such hooks.
 *
 * @param options labels for all calls, and the recorder (default: the recorder of the process)
 * @example
 * registerTelemetry(captureTelemetry())
 * await generateText({
 *   model: 'openai/gpt-5-mini',
 *   prompt: 'Hello',
 *   runtimeContext: { conversationId, userId },
 *   telemetry: { includeRuntimeContext: { conversationId: true, userId: true } },
 * })
 */
export function captureTelemetry(options: CaptureOptions = {}): CaptureTelemetry {
  requireOptions(options, 'captureTelemetry')
  startNoting()
  const operations = createOperations()
  const steps = stepHooks(options)
  const hook = (work: Hook): Hook => guarded(work, options)
  const onOperation = (work: (operation: Operation, event: unknown) => void): Hook =>
    hook((event) => {
      const operation = operations.get(callIdOf(event) ?? '')
      if (operation !== undefined) work(operation, event)
    })
  const ended = hook((event) => operations.ended(callIdOf(event) ?? ''))
  const failed = onOperation((operation, event) => objectFailed(operation, field(event, 'error'), options))
  return {
    onStart: hook((event) => started(operations, event)),
    // The events of ai 6 have no id.
    onStepStart: hook((event) => {
      const callId = callIdOf(event)
      if (callId === undefined) steps.stepStarted(event)
      else beginStep(operations.get(callId) ?? operations.started(callId, event), event)
    }),
    onLanguageModelCallEnd: onOperation((operation, event) => {
      // streamText makes up another id for what it hands to the app.
      if (!operation.stream) foundId(operation, event)
    }),
    onStepEnd: onOperation(foundId),
    onStepFinish: hook((event) => (callIdOf(event) === undefined ? steps.stepFinished(event) : undefined)),
    onObjectStepStart: onOperation((operation, event) => objectStarted(operation, event, options)),
    onObjectStepEnd: onOperation((operation, event) => objectEnded(operation, event, options)),
    onEnd: ended,
    onAbort: ended,
    onError(event) {
      failed(event)
      ended(event)
    },
    executeLanguageModelCall(call) {
      const operation = operations.get(call.callId) ?? operations.started(call.callId, call)
      return captureRunning(call, operation, options)
    },
  }
}

// Embedding, reranking and the like begin with the same event.
const LANGUAGE = /^ai\.(?:generate|stream)(?:Text|Object)$/

function started(operations: Operations, event: unknown): void {
  const callId = callIdOf(event)
  if (callId !== undefined && LANGUAGE.test(textField(event, 'operationId') ?? '')) operations.started(callId, event)
}

function callIdOf(event: unknown): string | undefined {
  return textField(event, 'callId')
}

/** Nothing that goes wrong here reaches the app; it is counted and told. */
function guarded(work: Hook, options: CaptureOptions): Hook {
  return (event) => {
    try {
      work(event)
    } catch (cause) {
      recorderOf(options).begin(() => {
        throw cause
      })
    }
  }
}
