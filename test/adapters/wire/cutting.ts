import fc from 'fast-check'

/** Places at which bytes are cut, in any order; those behind the end count from the beginning again. */
export type Cuts = readonly number[]

export const cuts: fc.Arbitrary<Cuts> = fc.oneof(
  fc.array(fc.nat(1_000), { maxLength: 12 }),
  // Byte by byte.
  fc.constant(Array.from({ length: 1_000 }, (_, index) => index)),
)

/** The same bytes in chunks, each in a buffer that is gone when the next is given. */
export function* cutAt(text: string | Uint8Array, cutPlaces: Cuts): Generator<Uint8Array> {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  const places = [...new Set(cutPlaces.map((place) => place % (bytes.length + 1)))].toSorted((a, b) => a - b)
  let start = 0
  for (const end of [...places, bytes.length]) {
    const chunk = Uint8Array.from(bytes.subarray(start, end))
    yield chunk
    chunk.fill(0xff)
    start = end
  }
}
