import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Recorder } from '../../src/index.ts'

export type Handler = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void

/** A way for requests to go: with nothing, through finetap, or through a rival. */
export type Way = {
  readonly name: string
  /** What stands before the route, behind the parser of bodies. */
  readonly handlers: readonly Handler[]
  /** Waits until all that was recorded is where it belongs. Fails when finetap dropped anything. */
  readonly flush: () => Promise<void>
  /** For models that the route calls. */
  readonly recorder?: Recorder
}

/** What a rival makes is a middleware by its kind only. */
export function requireHandler(value: unknown): Handler {
  if (isHandler(value)) return value
  throw new TypeError('the rival made no middleware')
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function'
}
