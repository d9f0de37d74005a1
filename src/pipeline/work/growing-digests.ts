const BYTES = 16
const FIRST_CAPACITY = 1024

/** Digests of 32 hexadecimal digits, 16 bytes a piece. What was never set is undefined, and so is one of zeros alone. */
export type GrowingDigests = {
  readonly set: (index: number, digest: string) => void
  readonly at: (index: number) => string | undefined
  /** Below 0 when the digest at `a` comes first. */
  readonly compare: (a: number, b: number) => number
}

export function createGrowingDigests(): GrowingDigests {
  let bytes = Buffer.alloc(FIRST_CAPACITY * BYTES)
  return {
    set(index, digest) {
      const start = index * BYTES
      if (start >= bytes.length) {
        const larger = Buffer.alloc(Math.max(bytes.length * 2, start + BYTES))
        bytes.copy(larger)
        bytes = larger
      }
      bytes.write(digest, start, BYTES, 'hex')
    },
    at(index) {
      const digest = bytes.toString('hex', index * BYTES, (index + 1) * BYTES)
      return /[^0]/.test(digest) ? digest : undefined
    },
    compare: (a, b) => bytes.compare(bytes, b * BYTES, (b + 1) * BYTES, a * BYTES, (a + 1) * BYTES),
  }
}
