import { FinetapError } from '../../core/errors.ts'
import { transparentProxy } from '../../middleware/transparent-proxy.ts'
import { isWrapped } from '../../middleware/unwrap.ts'
import { requireObject, requireOptions, type CaptureOptions } from '../capture-options.ts'
import { captureCall } from './capture-call.ts'
import { isCallable, isObject, type LanguageModelLike } from './specification.ts'

/** What `wrapModel` takes: a model. For the id of a model, alone or in a union, it is a text that says what to do. */
export type WrappableModel<Model> = [Extract<Model, string>] extends [never]
  ? Model extends LanguageModelLike
    ? Model
    : LanguageModelLike
  : "wrapModel takes no model id: pass gateway('id'), or capture ids with registerTelemetry(captureTelemetry())"

/**
 * Captures every call of an AI SDK language model, of ai 5, 6 and 7. Returns a stand-in with the model's class, getters
 * and methods; wrapping it twice is wrapping it once, and `unwrap` gives the model back.
 *
 * The record's `response.id` is the provider's. Where none comes (Ollama, generateText through the gateway), the id in
 * `result.response` is made up by the SDK, which only `captureTelemetry` sees; give calls a `turnId` for feedback then.
 * The steps of a tool loop are one turn. Retries are its attempts, but ai 7 says of streamText what it tries again only
 * within `withContext` or under an `abortSignal`.
 *
 * @param options labels for all calls, and the recorder (default: the recorder of the process)
 * @throws FinetapError `bad_option` when it is given no model, such as the id of one
 * @example
 * const model = wrapModel(ollama('llama3.2'))
 * const { text } = await generateText({ model, prompt: 'Hello' })
 */
export function wrapModel<Model>(model: WrappableModel<Model>, options?: CaptureOptions): Model
export function wrapModel(model: unknown, options: CaptureOptions = {}): unknown {
  requireObject(model, 'wrapModel', MODEL_ITSELF)
  requireOptions(options, 'wrapModel')
  if (!isObject(model) || !isCallable(model)) throw notCallable(model)
  if (isWrapped(model)) return model
  return transparentProxy(model, {
    doGenerate: (...values: [never]) =>
      captureCall({ model, params: values[0], stream: false, run: () => model.doGenerate(...values) }, options),
    doStream: (...values: [never]) =>
      captureCall({ model, params: values[0], stream: true, run: () => model.doStream(...values) }, options),
  })
}

const MODEL_ITSELF =
  "the model itself, such as wrapModel(gateway('openai/gpt-5-mini')), or capture calls that name their models by id with " +
  'registerTelemetry(captureTelemetry())'

function notCallable(value: unknown): FinetapError {
  const what = `wrapModel was given ${typeof value === 'function' ? 'a function' : 'an object'} that is no language model`
  const fix = 'pass a model; wrapModelProvider takes a provider, and captures all its models'
  return new FinetapError('bad_option', { what, why: 'it has no doGenerate and doStream', fix })
}
