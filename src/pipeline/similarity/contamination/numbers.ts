/** A list of numbers of 32 bits that grows. */
export type Numbers = {
  readonly size: () => number
  readonly at: (index: number) => number
  readonly set: (index: number, value: number) => void
  readonly push: (value: number) => void
}

export function createNumbers(): Numbers {
  let values = new Uint32Array(1024)
  let size = 0
  return {
    size: () => size,
    at: (index) => values[index] ?? 0,
    set(index, value) {
      values[index] = value
    },
    push(value) {
      if (size === values.length) {
        const grown = new Uint32Array(size * 2)
        grown.set(values)
        values = grown
      }
      values[size] = value
      size += 1
    },
  }
}
