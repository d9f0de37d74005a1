import type { IncomingMessage } from 'node:http'
import { keptFrame } from '../../middleware/context.ts'
import { replaceMethod } from './replace-method.ts'

/**
 * Has those who listen to a request, as parsers of its body do, run in the context of the route: node emits its events
 * outside of it, and so would run all that they go on to.
 */
export function keepFrame(request: IncomingMessage): void {
  const inFrame = keptFrame()
  replaceMethod(request, 'emit', (original, values) => inFrame(() => original(values)))
}
