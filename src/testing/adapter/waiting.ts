import assert from 'node:assert/strict'

/** The promise, or a failure that says what was waited for in vain. */
export async function within<Value>(ms: number, promise: PromiseLike<Value>, complaint: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new assert.AssertionError({ message: complaint })), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** True when the promise settles in time. */
export async function settlesWithin(ms: number, promise: PromiseLike<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), ms)))
  const settled = Promise.resolve(promise).then(
    () => true,
    () => true,
  )
  const inTime = await Promise.race([settled, late])
  clearTimeout(timer)
  return inTime
}

/** Looks until it is true; at the latest after `ms` it gives up and says false. */
export async function eventually(ms: number, isTrue: () => boolean): Promise<boolean> {
  const end = performance.now() + ms
  while (!isTrue()) {
    if (performance.now() > end) return false
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  return true
}

/** Lets everything run that needs no input from outside. */
export async function quiet(): Promise<void> {
  for (let round = 0; round < 8; round += 1) await new Promise((resolve) => setImmediate(resolve))
}
