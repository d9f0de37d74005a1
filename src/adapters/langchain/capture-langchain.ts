import { FinetapError } from '../../core/errors.ts'
import { field } from '../../core/field.ts'
import { isWrapped, unwrap, wrappedInPlace } from '../../middleware/unwrap.ts'
import { requireObject, requireOptions, type CaptureOptions } from '../capture-options.ts'
import { CaptureHandler } from './handler.ts'

/** What finetap needs of LangChain's `CallbackManager`. */
export type CallbackManagerLike = { configure(...values: never[]): unknown }

/**
 * Captures every model call of the process, whichever model, chain, graph or agent makes it: LangChain asks its
 * `CallbackManager` for the callbacks of each run. Pass the one that your app runs with: the ES module and the CommonJS
 * module of `@langchain/core` have one each. Returns what switches it off again. Models that are wrapped as well are
 * captured once.
 *
 * @param options labels for all calls, and the recorder (default: the recorder of the process)
 * @throws FinetapError `bad_option` when it is given anything else
 * @example
 * import { CallbackManager } from '@langchain/core/callbacks/manager'
 * captureLangChain(CallbackManager)
 */
export function captureLangChain(CallbackManager: CallbackManagerLike, options: CaptureOptions = {}): () => void {
  requireObject(CallbackManager, 'captureLangChain', 'the CallbackManager of @langchain/core/callbacks/manager')
  requireOptions(options, 'captureLangChain')
  if (!isWrapped(CallbackManager)) wrappedInPlace(CallbackManager, configureWith(CallbackManager, options))
  return () => void unwrap(CallbackManager)
}

/** `configure` goes through `_configureSync`, which chains and graphs call by themselves. */
function configureWith(manager: object, options: CaptureOptions): () => void {
  const own: unknown = Reflect.get(manager, '_configureSync')
  if (!isMethod(own)) throw notAManager()
  const configure = own
  const handler = new CaptureHandler(options)
  const descriptor = Reflect.getOwnPropertyDescriptor(manager, '_configureSync')
  function configureSync(this: unknown, ...values: unknown[]): unknown {
    const configured: unknown = Reflect.apply(configure, this, values)
    return handler.isListening ? withHandler(configured ?? created(this), handler) : configured
  }
  Object.defineProperty(manager, '_configureSync', { ...descriptor, value: configureSync })
  return () => {
    if (descriptor !== undefined) Object.defineProperty(manager, '_configureSync', descriptor)
  }
}

function created(manager: unknown): unknown {
  return typeof manager === 'function' ? Reflect.construct(manager, []) : undefined
}

/** Each run has a manager of its own; those of the runs within inherit the handler. */
function withHandler(manager: unknown, handler: CaptureHandler): unknown {
  const handlers = field(manager, 'handlers')
  const add = field(manager, 'addHandler')
  if (!Array.isArray(handlers) || typeof add !== 'function') return manager
  if (!handlers.includes(handler)) Reflect.apply(add, manager, [handler, true])
  return manager
}

type Method = (...values: unknown[]) => unknown

function isMethod(value: unknown): value is Method {
  return typeof value === 'function'
}

function notAManager(): FinetapError {
  const what = 'captureLangChain was given something that is no CallbackManager'
  return new FinetapError('bad_option', { what, fix: "import it from '@langchain/core/callbacks/manager'" })
}
