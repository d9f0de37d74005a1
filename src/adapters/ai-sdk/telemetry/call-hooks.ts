import { defined, field, textField } from '../../../core/field.ts'
import { withContext } from '../../../middleware/context.ts'
import { mergeLabels } from '../../../middleware/labels.ts'
import type { CaptureOptions } from '../../capture-options.ts'
import { captureCall, type ModelCall } from '../capture-call.ts'
import { awaitId, type Operation } from './operations.ts'
import { promptOf } from './sdk-messages.ts'

/** What ai 7 hands to `executeLanguageModelCall`; its other fields are those of the call. */
export type RunningCall<Result> = { readonly callId: string; readonly execute: () => PromiseLike<Result> }

/** Runs a model call of ai 7 and captures it: each attempt is one record. */
export function captureRunning<Result>(
  running: RunningCall<Result>,
  operation: Operation,
  options: CaptureOptions,
): PromiseLike<Result> {
  const labels = { ...mergeLabels(options, operation.labels), ...defined({ recorder: options.recorder }) }
  const capture = (): PromiseLike<Result> => captureCall(modelCall(running, operation), labels)
  return operation.isPrivate ? withContext({ capture: false }, capture) : capture()
}

function modelCall<Result>(running: RunningCall<Result>, operation: Operation): ModelCall<Result> {
  const { stream, turnKey, step } = operation
  return {
    // Whatever the model's own specification, ai 7 hands on what it made of it.
    model: {
      specificationVersion: 'v4',
      provider: textField(running, 'provider') ?? '',
      modelId: textField(running, 'modelId') ?? '',
    },
    params: {
      ...running,
      prompt: step?.prompt?.deref() ?? promptOf(running),
      ...defined({ toolChoice: step?.toolChoice, responseFormat: step?.format.value }),
    },
    stream,
    run: running.execute,
    turn: { turnKey, linkedBy: 'callId', ...defined({ attemptKey: step?.attemptKey }) },
    awaitId: (found) => awaitId(operation, found),
    // The SDK shows its hooks copies without credentials, and swaps them for the results proper by their identity.
    inPlace: true,
  }
}

/** The id that the SDK gave the answer of a call or step. */
export function foundId(operation: Operation, event: unknown): void {
  const id = textField(event, 'responseId') ?? textField(field(event, 'response'), 'id')
  if (id !== undefined) operation.takeId?.(id)
}
