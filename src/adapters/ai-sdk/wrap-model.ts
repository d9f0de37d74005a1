import { transparentProxy } from '../../middleware/transparent-proxy.ts'
import { isWrapped } from '../../middleware/unwrap.ts'
import { requireObject, type CaptureOptions } from '../capture-options.ts'
import { captureGenerate, captureStream } from './capture-call.ts'
import type { LanguageModelLike } from './specification.ts'

/**
 * Captures every call of an AI SDK language model, of ai 5, 6 and 7. Returns a stand-in with the model's class, getters
 * and methods; wrapping it twice is wrapping it once, and `unwrap` gives the model back.
 *
 * @param options labels for all calls, and the recorder (default: the recorder of the process)
 * @throws FinetapError `bad_option` when it is given no object, such as the id of a model
 * @example
 * const model = wrapModel(ollama('llama3.2'))
 * const { text } = await generateText({ model, prompt: 'Hello' })
 */
export function wrapModel<Model extends LanguageModelLike>(model: Model, options: CaptureOptions = {}): Model {
  requireObject(model, 'wrapModel', "the model itself, such as wrapModel(openai('gpt-5-mini'))")
  if (isWrapped(model)) return model
  return transparentProxy(model, {
    doGenerate: (...values: [never]) =>
      captureGenerate({ model, params: values[0], run: () => model.doGenerate(...values) }, options),
    doStream: (...values: [never]) =>
      captureStream({ model, params: values[0], run: () => model.doStream(...values) }, options),
  })
}
