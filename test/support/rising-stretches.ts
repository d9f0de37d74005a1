import * as fc from 'fast-check'

type Stretch = { readonly start: number; readonly end: number }

/** Makes stretches of a text that are not empty, each of which begins where the last does or behind that. */
export function risingStretches(longest: number): fc.Arbitrary<(text: string) => readonly Stretch[]> {
  const steps = fc.array(fc.tuple(fc.nat(Math.ceil(longest / 2)), fc.integer({ min: 1, max: longest })), {
    maxLength: 20,
  })
  return steps.map((made) => ({ length }) => {
    let start = 0
    return made.flatMap(([step, size]) => {
      start += step
      return start < length ? [{ start, end: Math.min(length, start + size) }] : []
    })
  })
}
