import { field } from '../../core/field.ts'
import type { Call, CallStart } from '../../middleware/call.ts'
import { followPromise, runInside } from '../../middleware/follow-promise.ts'
import { followStream } from '../../middleware/follow-stream.ts'
import { tapReadable } from '../../middleware/stream-tap.ts'
import { passBy, recorderOf, type CaptureOptions } from '../capture-options.ts'
import { toOutcome } from './outcome.ts'
import { toRequest } from './request.ts'
import { isStreamResult, type LanguageModelLike } from './specification.ts'
import { readParts } from './stream.ts'

/** A call of `doGenerate` or `doStream`: the model, the call options, and what runs it. */
export type ModelCall<Result> = {
  readonly model: Pick<LanguageModelLike, 'specificationVersion' | 'provider' | 'modelId'>
  readonly params: unknown
  readonly run: () => PromiseLike<Result>
}

/** Runs `doGenerate` and captures its result. */
export function captureGenerate<Result>(call: ModelCall<Result>, options: CaptureOptions): PromiseLike<Result> {
  const capture = recorderOf(options).begin(() => startOf(call, options, false))
  return capture === undefined ? passBy(options, call.run) : followPromise(capture, call.run, toOutcome)
}

/** Runs `doStream` and captures its stream as the app reads it. */
export function captureStream<Result>(call: ModelCall<Result>, options: CaptureOptions): PromiseLike<Result> {
  const capture = recorderOf(options).begin(() => startOf(call, options, true))
  if (capture === undefined) return passBy(options, call.run)
  return Promise.resolve(runInside(capture, call.run)).then(
    (result) => tapResult(result, capture),
    (error: unknown) => {
      capture.fail(error)
      throw error
    },
  )
}

function tapResult<Result>(result: Result, capture: Call): Result {
  try {
    if (isStreamResult(result))
      return withStream(result, tapReadable(result.stream, followStream(capture, readParts())))
    throw new TypeError('doStream returned no stream')
  } catch (cause) {
    capture.drop(cause)
    return result
  }
}

/** The same class and the same properties, getters unread. */
function withStream<Result extends object>(result: Result, stream: ReadableStream<unknown>): Result {
  const descriptors = Object.getOwnPropertyDescriptors<object>(result)
  const value = { value: stream, writable: true, enumerable: true, configurable: true }
  return Object.create(Reflect.getPrototypeOf(result), { ...descriptors, stream: value })
}

function startOf(call: ModelCall<unknown>, labels: CaptureOptions, stream: boolean): CallStart {
  const { model, params } = call
  const headers = field(params, 'headers')
  const prompt = field(params, 'prompt')
  const signal = field(params, 'abortSignal')
  return {
    source: { adapter: 'ai-sdk', framework: 'ai', version: model.specificationVersion },
    operation: 'chat',
    stream,
    model: { provider: model.provider, requested: model.modelId },
    request: () => toRequest(params),
    labels,
    // The SDK passes one headers object to every step and retry of a generateText or streamText call, and one prompt
    // object to every retry of a step.
    ...(isObject(headers) ? { turnKey: headers } : {}),
    ...(isObject(prompt) ? { attemptKey: prompt } : {}),
    ...(signal instanceof AbortSignal ? { signal } : {}),
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
