import { LARGEST_BODY } from '../chat-route/requests/body.ts'
import type { BodyTap } from '../wire/response/body-tap.ts'
import { tapBody } from '../wire/response/tap-body.ts'

/**
 * Follows how the handler reads the body of its request, on the very object. No clone: it would buffer what nobody may
 * read, and change how the host sees the request.
 *
 * @param hasParsed told when the handler is about to get it as a value that it may change
 * @returns gives the body once the handler has it: parsed, or its bytes
 */
export function readAlong(request: Request, hasParsed: () => void): () => unknown {
  let parsed: unknown
  let pieces: Uint8Array[] = []
  let length = 0
  let isWhole = false
  const tap: BodyTap = {
    asked() {},
    chunk(bytes) {
      length += bytes.length
      if (length > LARGEST_BODY) pieces = []
      else pieces.push(bytes.slice())
    },
    done() {
      isWhole = true
    },
    failed() {},
    cancelled() {},
    json(value) {
      parsed = value
      hasParsed()
    },
  }
  let bytes: Uint8Array | undefined
  if (request.body !== null) tapBody(request, () => tap)
  return () => {
    if (parsed !== undefined || !isWhole) return parsed
    // Made once, because the body is told from an earlier one by its identity.
    bytes ??= Buffer.concat(pieces)
    return bytes
  }
}
