import type { Example } from '../../core/example.ts'

/** Remembers the latest result: steps and the split ask for the same of an example, one behind the other. */
export function onceEach<Result>(make: (example: Example) => Result): (example: Example) => Result {
  let latest: { readonly example: Example; readonly result: Result } | undefined
  return (example) => {
    if (latest?.example === example) return latest.result
    // What it was made in may be used again, and this may throw.
    latest = undefined
    const result = make(example)
    latest = { example, result }
    return result
  }
}
