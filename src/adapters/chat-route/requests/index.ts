import { isJsonObject } from '../../../core/json.ts'
import { readMessageBody } from './message-body.ts'
import { bodyOf } from './body.ts'
import { readPromptBody } from './prompt-body.ts'
import type { RouteRequest } from './route-request.ts'
import { readWireBody } from './wire-body.ts'

export { labelsOf } from './labels.ts'
export type { RouteRequest } from './route-request.ts'

/**
 * What the body of a request to a chat route asks: one that was parsed, or JSON as text or bytes. Undefined for what is no
 * chat request, since a door may stand before a whole app. Never throws.
 */
export function readRequest(body: unknown): RouteRequest | undefined {
  try {
    const parsed = bodyOf(body)
    if (!isJsonObject(parsed)) return undefined
    return readMessageBody(parsed) ?? readWireBody(parsed) ?? readPromptBody(parsed)
  } catch {
    // A getter of the app's threw: whatever this is, it did not come as JSON.
    return undefined
  }
}
