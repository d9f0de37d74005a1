import type { StreamTap } from '../../../middleware/stream-tap.ts'
import { tapReadable } from '../../../middleware/tap-readable.ts'

const READING = ['cancel', 'getReader', 'pipeThrough', 'pipeTo', 'tee', 'values', Symbol.asyncIterator] as const

/**
 * Taps a stream that must stay the same object: all ways to read it lead through the tap from now on. False when the
 * stream takes no new members, and was left alone.
 */
export function tapInPlace(stream: ReadableStream<unknown>, tap: StreamTap<unknown>): boolean {
  if (!Object.isExtensible(stream)) return false
  const tapped = tapReadable(stream, tap)
  for (const name of READING) {
    const own = tapped[name].bind(tapped)
    Object.defineProperty(stream, name, { value: own, writable: true, configurable: true })
  }
  Object.defineProperty(stream, 'locked', { get: () => tapped.locked, configurable: true })
  return true
}
