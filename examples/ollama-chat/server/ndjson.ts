import { once } from 'node:events'
import type { ServerResponse } from 'node:http'

/** Writes one JSON value a line, no faster than the client reads. */
export type LineWriter = (value: object) => Promise<void>

/** @param signal fires when the client has left; then nothing is written any more */
export function lineWriter(response: ServerResponse, signal: AbortSignal): LineWriter {
  return async (value) => {
    if (signal.aborted || response.write(`${JSON.stringify(value)}\n`)) return
    await once(response, 'drain', { signal })
  }
}
