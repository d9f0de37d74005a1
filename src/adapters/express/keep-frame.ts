import type { IncomingMessage } from 'node:http'
import { KeptFrame } from '../../middleware/context.ts'
import { classMethodOf, method, methodOf, replaceMethods, type Method } from './replace-methods.ts'

const LISTENING: unique symbol = Symbol('finetap.listening')

type Listened = IncomingMessage & { readonly [LISTENING]?: Listening }

class Listening {
  readonly emit: Method
  /** That of the middleware nearest to the route. */
  frame: KeptFrame = new KeptFrame()

  constructor(request: IncomingMessage) {
    this.emit = methodOf(request, 'emit')
  }
}

/**
 * Has those who listen to a request, as parsers of its body do, run in the context of the route: node emits its events
 * outside of it, and so would run all that they go on to.
 */
export function keepFrame(request: Listened): void {
  const known = request[LISTENING]
  if (known === undefined) replaceMethods(request, LISTENING, new Listening(request), METHODS)
  else known.frame = new KeptFrame()
}

const METHODS = [
  method(function emit(this: Listened, ...values: readonly unknown[]): unknown {
    const listening = this[LISTENING]
    if (listening === undefined) return Reflect.apply(classMethodOf(this, 'emit'), this, values)
    return listening.frame.run(() => Reflect.apply(listening.emit, this, values))
  }),
]
