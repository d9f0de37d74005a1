import { field } from '../../../core/field.ts'
import type { BodyTap } from './body-tap.ts'

/** What is needed of a readable stream of Node, which may be of a package's own make. */
export type NodeStream = {
  emit(event: string | symbol, ...values: unknown[]): boolean
  read(...values: unknown[]): unknown
}

export function isNodeStream(value: unknown): value is NodeStream {
  return typeof field(value, 'emit') === 'function' && typeof field(value, 'read') === 'function'
}

/**
 * Taps a readable stream of Node in place. A listener would set it flowing, so its own `emit` and `read` are replaced:
 * through these goes whatever is read of it, by events, `pipe`, a loop or a stream made of it.
 */
export function tapNodeStream(stream: NodeStream, tap: BodyTap): void {
  const emit = stream.emit.bind(stream)
  const read = stream.read.bind(stream)
  let isOver = false

  function tell(event: string | symbol, value: unknown): void {
    if (event === 'data') tap.chunk(bytesOf(value, stream))
    // Who pauses waits no longer.
    if (event === 'pause') tap.chunk(NOTHING)
    if (isOver || !ENDS.has(event)) return
    isOver = true
    if (event === 'end') tap.done()
    else if (event === 'error') tap.failed(value)
    else tap.cancelled(undefined)
  }
  replace(stream, 'emit', (event: string | symbol, ...values: unknown[]) => {
    tell(event, values[0])
    const isHeard = emit(event, ...values)
    // Who listens waits for the next piece, unless the last one made them pause.
    if (event === 'data' && field(stream, 'readableFlowing') === true) tap.asked()
    return isHeard
  })
  replace(stream, 'read', (...values: unknown[]) => {
    const piece = read(...values)
    // With 0, the stream itself only fills its buffer.
    if (piece === null && values[0] !== 0) tap.asked()
    return piece
  })
}

const NOTHING = new Uint8Array()

/** A stream that closes before its end was left. */
const ENDS: ReadonlySet<string | symbol> = new Set(['end', 'error', 'close'])

function replace(stream: NodeStream, name: keyof NodeStream, value: unknown): void {
  Reflect.defineProperty(stream, name, { value, configurable: true, writable: true })
}

/** Text is what a stream gives that was told to decode. */
function bytesOf(piece: unknown, stream: NodeStream): Uint8Array {
  if (typeof piece !== 'string') return isBytes(piece) ? piece : NOTHING
  const encoding = field(stream, 'readableEncoding')
  return Buffer.from(piece, typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8')
}

function isBytes(piece: unknown): piece is Uint8Array {
  return ArrayBuffer.isView(piece)
}
