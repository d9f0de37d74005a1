import zlib from 'node:zlib'
import { inflate, type Inflate, type Stage } from './inflate.ts'

/** Where the plain bytes of a body go. */
export type DecodedSink = {
  /** What it throws ends the decoding, as a broken body does. */
  readonly chunk: (bytes: Uint8Array) => void
  /** All that can be decoded has been given. Called once. */
  readonly done: () => void
  /** Called in place of `done` when the body is broken, or was broken off (default: `done`). */
  readonly failed?: (error: unknown) => void
}

/** Takes the bytes of a body as they are sent. None of it throws. */
export type BodyDecoder = {
  readonly chunk: (bytes: Uint8Array) => void
  readonly done: () => void
  /** The body was broken off: what can be decoded is still given. */
  readonly failed: () => void
}

/**
 * Decodes a copy of a body that was compressed before we see it. Plain bodies pass straight through; what is compressed
 * arrives a moment later. A body may end at any byte: as much of it is given as can be decoded.
 *
 * @param encoding as `content-encoding` says: `gzip`, `deflate`, `br`, `zstd` where Node knows it, or several of them
 * @returns undefined for an encoding that is not known
 * @example
 * const decoder = decodeBody('gzip', { chunk: (bytes) => pieces.push(bytes), done: () => resolve(pieces) })
 */
export function decodeBody(encoding: string | undefined, sink: DecodedSink): BodyDecoder | undefined {
  if (encoding === undefined) return plain(sink)
  const encodings = encoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity')
  if (encodings.length > MOST_ENCODINGS) return undefined
  let decoder = plain(sink)
  // The last one was put on last.
  for (const name of encodings) {
    const create = DECODERS.get(name)
    if (create === undefined) return undefined
    decoder = inflate(create, decoder)
  }
  return decoder
}

const MOST_ENCODINGS = 4

// A body may end in the middle: then as much is given as was written.
const GZIP = { finishFlush: zlib.constants.Z_SYNC_FLUSH }
const BROTLI = { finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH }

type Create = (first: number) => Inflate

const DECODERS: ReadonlyMap<string, Create> = new Map<string, Create>([
  ['gzip', () => zlib.createGunzip(GZIP)],
  ['x-gzip', () => zlib.createGunzip(GZIP)],
  // By the standard with a header of zlib; some servers leave it out.
  ['deflate', (first) => (isZlibHeader(first) ? zlib.createInflate(GZIP) : zlib.createInflateRaw(GZIP))],
  ['br', () => zlib.createBrotliDecompress(BROTLI)],
  ...zstd(),
])

function isZlibHeader(first: number): boolean {
  return first % 16 === 8
}

// Of Node 22.15 and later.
function zstd(): readonly (readonly [string, Create])[] {
  if (!Reflect.has(zlib, 'createZstdDecompress')) return []
  return [['zstd', () => zlib.createZstdDecompress({ finishFlush: zlib.constants.ZSTD_e_flush })]]
}

/** Guards against what the sink throws, and tells it of one end only. */
function plain(sink: DecodedSink): Stage {
  let isOver = false
  function over(tell: () => void): void {
    if (isOver) return
    isOver = true
    try {
      tell()
    } catch {
      // There is nobody left to be told.
    }
  }
  const broken = (error: unknown): void => over(() => (sink.failed === undefined ? sink.done() : sink.failed(error)))
  return {
    chunk(bytes) {
      if (isOver) return false
      try {
        sink.chunk(bytes)
      } catch (error) {
        broken(error)
      }
      return !isOver
    },
    done: () => over(() => sink.done()),
    failed: () => broken(new Error('the body was broken off')),
    broken,
  }
}
