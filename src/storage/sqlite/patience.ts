import { isBusy } from './errors.ts'

/** The steps in which SQLite itself waits. */
const PAUSES_MS = [1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50]
const LONGEST_MS = 100

/**
 * Tries again as long as others hold the database, for `patienceMs` at most. SQLite's own waiting would hold up the
 * thread, which has other databases to serve.
 */
export async function whileBusy<Result>(patienceMs: number, body: () => Result | Promise<Result>): Promise<Result> {
  const end = performance.now() + patienceMs
  for (let tries = 0; ; tries += 1) {
    try {
      return await body()
    } catch (error) {
      const left = end - performance.now()
      if (!isBusy(error) || left <= 0) throw error
      await new Promise((resolve) => setTimeout(resolve, Math.min(left, PAUSES_MS[tries] ?? LONGEST_MS)))
    }
  }
}
