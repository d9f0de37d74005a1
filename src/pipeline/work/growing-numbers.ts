const FIRST_CAPACITY = 1024

/** Numbers in a typed array that grows. What was never pushed reads as 0. */
export type GrowingNumbers = {
  readonly push: (value: number) => void
  readonly at: (index: number) => number
  readonly size: () => number
}

const ARRAYS = { u8: Uint8Array, u32: Uint32Array, f64: Float64Array } as const

export function createGrowingNumbers(kind: 'u8' | 'u32' | 'f64'): GrowingNumbers {
  let numbers = new ARRAYS[kind](FIRST_CAPACITY)
  let size = 0
  return {
    push(value) {
      if (size === numbers.length) {
        const larger = new ARRAYS[kind](size * 2)
        larger.set(numbers)
        numbers = larger
      }
      numbers[size] = value
      size += 1
    },
    at: (index) => numbers[index] ?? 0,
    size: () => size,
  }
}
