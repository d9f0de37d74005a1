import zlib from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeBody } from '../../../../src/adapters/chat-route/answers/decode-body.ts'
import { TooLargeError } from '../../../../src/middleware/answer-size.ts'
import { cutAt, cuts, type Cuts } from '../../wire/cutting.ts'

type Decoded = { readonly text: string; readonly error?: unknown }

/** What is given of a body, once nothing more will be. */
async function decode(
  encoding: string,
  bytes: Uint8Array,
  places: Cuts = [],
  end: 'done' | 'failed' = 'done',
): Promise<Decoded> {
  const pieces: Uint8Array[] = []
  const text = (): string => Buffer.concat(pieces).toString()
  return new Promise((resolve) => {
    const decoder = decodeBody(encoding, {
      chunk: (piece) => void pieces.push(Uint8Array.from(piece)),
      done: () => resolve({ text: text() }),
      failed: (error) => resolve({ text: text(), error }),
    })
    for (const chunk of cutAt(bytes, places)) decoder?.chunk(chunk)
    decoder?.[end]()
  })
}

const ENCODINGS: readonly [name: string, encode: (text: string) => Uint8Array][] = [
  ['gzip', (text) => zlib.gzipSync(text)],
  ['X-GZip', (text) => zlib.gzipSync(text)],
  ['deflate', (text) => zlib.deflateSync(text)],
  ['deflate', (text) => zlib.deflateRawSync(text)],
  ['br', (text) => zlib.brotliCompressSync(text, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } })],
  ['zstd', (text) => zlib.zstdCompressSync(text)],
  ['identity', (text) => Buffer.from(text)],
  ['deflate, gzip', (text) => zlib.gzipSync(zlib.deflateSync(text))],
]

describe.each(ENCODINGS)('%s', (name, encode) => {
  test('gives the body back, at any cuts', async () => {
    const texts = fc.string({ unit: 'grapheme', maxLength: 300 })
    await fc.assert(
      fc.asyncProperty(texts, cuts, async (text, places) => {
        expect(await decode(name, encode(text), places)).toEqual({ text })
      }),
      { numRuns: 30 },
    )
  })
  test('gives what there is of a body that broke off', async () => {
    const text = Array.from({ length: 30_000 }, (_, index) => `${index * 7_919} `).join('')
    const whole = encode(text)
    const half = whole.subarray(0, Math.ceil(whole.length / 2))
    for (const end of ['done', 'failed'] as const) {
      const decoded = await decode(name, half, [100], end)
      expect(text.startsWith(decoded.text)).toBe(true)
      expect(decoded.text.length).toBeGreaterThan(9_000)
      expect(decoded.error === undefined).toBe(end === 'done')
    }
    expect(await decode(name, new Uint8Array())).toEqual({ text: '' })
  })
})

test('what a server flushed is given before the body ends', async () => {
  const gzip = zlib.createGzip()
  const seen = Promise.withResolvers<string>()
  const decoder = decodeBody('gzip', {
    chunk: (bytes) => seen.resolve(Buffer.from(bytes).toString()),
    done: () => undefined,
  })
  gzip.on('data', (bytes: Uint8Array) => decoder?.chunk(bytes))
  gzip.write('data: Hello\n\n')
  gzip.flush(zlib.constants.Z_SYNC_FLUSH)
  expect(await seen.promise).toBe('data: Hello\n\n')
  gzip.destroy()
})

test('a plain body passes at once', () => {
  for (const encoding of [undefined, '', 'identity', 'Identity']) {
    const told: unknown[] = []
    const decoder = decodeBody(encoding, { chunk: (bytes) => told.push(bytes), done: () => told.push('done') })
    const bytes = Buffer.from('a')
    decoder?.chunk(bytes)
    expect(told).toEqual([bytes])
    decoder?.done()
    decoder?.done()
    decoder?.chunk(bytes)
    expect(told).toEqual([bytes, 'done'])
  }
})

test('what is not known is not decoded', () => {
  const sink = { chunk: () => undefined, done: () => undefined }
  for (const encoding of ['compress', 'gzip, aes128gcm', Array(50).fill('gzip').join()]) {
    expect(decodeBody(encoding, sink)).toBeUndefined()
  }
})

describe('bytes that are no body', () => {
  test.each(['gzip', 'deflate', 'br', 'zstd'])('end the decoding of %s, whatever they are', async (name) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 20 }), cuts, async (bytes, places) => {
        await decode(name, bytes, places)
      }),
      { numRuns: 50 },
    )
    const { error } = await decode(name, Buffer.from('Hello, this is no such thing at all'))
    expect(error).toBeInstanceOf(Error)
  })
  test('tell `done` where nobody asked for the difference', async () => {
    const over = Promise.withResolvers<string>()
    const decoder = decodeBody('gzip', { chunk: () => undefined, done: () => over.resolve('done') })
    decoder?.chunk(Buffer.from('Hello'))
    expect(await over.promise).toBe('done')
  })
})

test('a bomb stops where the sink has had enough', async () => {
  const bomb = zlib.gzipSync(Buffer.alloc(64 * 1_024 * 1_024))
  let given = 0
  const error = await new Promise<unknown>((resolve) => {
    const decoder = decodeBody('gzip', {
      chunk(bytes) {
        given += bytes.length
        if (given > 1_000_000) throw new TooLargeError('too large')
      },
      done: () => resolve(undefined),
      failed: resolve,
    })
    decoder?.chunk(bomb)
    decoder?.done()
  })
  expect(error).toBeInstanceOf(TooLargeError)
  expect(given).toBeLessThan(2_000_000)
})
