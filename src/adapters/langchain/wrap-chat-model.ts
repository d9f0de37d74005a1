import { FinetapError } from '../../core/errors.ts'
import { isWrapped, unwrap, wrappedInPlace } from '../../middleware/unwrap.ts'
import { requireObject, requireOptions, type CaptureOptions } from '../capture-options.ts'
import { attach, modelsIn } from './attach.ts'
import { CaptureHandler } from './handler.ts'

/** What finetap needs of a chat model of LangChain. */
export type ChatModelLike = { invoke(input: never, options?: never): Promise<unknown> }

/**
 * Captures every call of a chat model: `invoke`, `stream`, `batch`, and of the models that `bindTools`, `withConfig` and
 * `withStructuredOutput` make of it, also under an agent or a graph. The same instance comes back; wrapping it twice is
 * wrapping it once, and `unwrapChatModel` and `unwrap` undo it.
 *
 * As with every callback of LangChain, messages without an id of their own get one that begins with `run-`.
 *
 * @param options labels for all calls, and the recorder (default: the recorder of the process)
 * @throws FinetapError `bad_option` when it is given no model, such as the id of one
 * @example
 * const model = wrapChatModel(new ChatOpenAI({ model: 'gpt-5-mini' }))
 * await model.invoke('Hello')
 */
export function wrapChatModel<Model extends ChatModelLike>(model: Model, options: CaptureOptions = {}): Model {
  requireObject(model, 'wrapChatModel', MODEL_ITSELF)
  requireOptions(options, 'wrapChatModel')
  const models = modelsIn(model)
  if (models.length === 0 || !models.every(Object.isExtensible)) throw notWrappable()
  if (isWrapped(model)) return model
  let isActive = true
  const handler = new CaptureHandler(options, () => isActive)
  const undos = models.filter((own) => !isWrapped(own)).map((own) => attach(own, handler))
  wrappedInPlace(model, () => {
    // Models that were made of this one keep the handler.
    isActive = false
    for (const undo of undos) undo()
  })
  return model
}

/** Undoes `wrapChatModel`, also for the models that were made of this one. Returns the same instance. */
export function unwrapChatModel<Model extends ChatModelLike>(model: Model): Model {
  return unwrap(model)
}

const MODEL_ITSELF = "the model itself, such as wrapChatModel(new ChatOpenAI({ model: 'gpt-5-mini' }))"

function notWrappable(): FinetapError {
  const what = 'wrapChatModel was given an object that is no chat model of LangChain, or a frozen one'
  return new FinetapError('bad_option', { what, fix: 'pass a model; chains take callbacks: [captureHandler()]' })
}
