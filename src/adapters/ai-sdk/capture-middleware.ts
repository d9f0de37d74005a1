import { requireOptions, type CaptureOptions } from '../capture-options.ts'
import { captureCall } from './capture-call.ts'
import type { LanguageModelLike } from './specification.ts'

/** A middleware for `wrapLanguageModel`, `wrapProvider` and registries of ai 5, 6 and 7. */
export type CaptureMiddleware = {
  readonly specificationVersion: 'v3'
  readonly wrapGenerate: <Result>(call: MiddlewareCall & { doGenerate: () => PromiseLike<Result> }) => Promise<Result>
  readonly wrapStream: <Result>(call: MiddlewareCall & { doStream: () => PromiseLike<Result> }) => Promise<Result>
}

type MiddlewareCall = {
  readonly params: unknown
  readonly model: Pick<LanguageModelLike, 'specificationVersion' | 'provider' | 'modelId'>
}

/**
 * Captures the calls of models that the AI SDK wraps itself. Put it outermost: a middleware around it that rebuilds
 * the call options hides which calls belong to one turn.
 *
 * @param options labels for all calls, and the recorder (default: the recorder of the process)
 * @example wrapLanguageModel({ model: openai('gpt-5-mini'), middleware: captureMiddleware() })
 */
export function captureMiddleware(options: CaptureOptions = {}): CaptureMiddleware {
  requireOptions(options, 'captureMiddleware')
  return {
    // ai 6 asks for this literal by type, ai 5 and 7 take any; no version looks at it when it runs.
    specificationVersion: 'v3',
    wrapGenerate: async ({ doGenerate, params, model }) =>
      captureCall({ model, params, stream: false, run: doGenerate }, options),
    wrapStream: async ({ doStream, params, model }) =>
      captureCall({ model, params, stream: true, run: doStream }, options),
  }
}
