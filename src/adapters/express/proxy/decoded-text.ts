import zlib from 'node:zlib'
import { field } from '../../../core/field.ts'
import { TooLargeError } from '../../../middleware/answer-size.ts'
import type { HeldBody } from './held-body.ts'

/** What is taken of a request, as it comes and unpacked, in bytes: to parse more would hold everybody up. */
export const LARGEST_REQUEST: number = 16 * 1_024 * 1_024

/**
 * The text of a body, or undefined when it is packed in a way that is not known, or broken. At once, because the record
 * begins before the answer does.
 *
 * @throws TooLargeError
 */
export function decodedText({ isWhole, pieces }: HeldBody, encoding = ''): string | undefined {
  if (!isWhole) throw tooLarge()
  const [first = NOTHING] = pieces
  const bytes = pieces.length < 2 ? first : Buffer.concat(pieces)
  const plain = unpacked(bytes, encoding.trim().toLowerCase())
  return plain && Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength).toString()
}

const NOTHING = new Uint8Array()

function unpacked(bytes: Uint8Array, encoding: string): Uint8Array | undefined {
  if (encoding === '' || encoding === 'identity') return bytes
  try {
    return DECODERS.get(encoding)?.(bytes, { maxOutputLength: LARGEST_REQUEST })
  } catch (error) {
    if (field(error, 'code') === 'ERR_BUFFER_TOO_LARGE') throw tooLarge()
    return undefined
  }
}

type Decode = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array

const DECODERS: ReadonlyMap<string, Decode> = new Map([
  ['gzip', zlib.gunzipSync],
  ['deflate', zlib.inflateSync],
  ['br', zlib.brotliDecompressSync],
  ...zstd(),
])

// Of Node 22.15 and later.
function zstd(): readonly (readonly [string, Decode])[] {
  return Reflect.has(zlib, 'zstdDecompressSync') ? [['zstd', zlib.zstdDecompressSync]] : []
}

function tooLarge(): TooLargeError {
  return new TooLargeError(`a request is larger than ${LARGEST_REQUEST} bytes, or than what is left for all at once`)
}
