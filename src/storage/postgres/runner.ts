export type Runner = {
  /** A run that begins after this call: those who ask while one is under way share the next one. */
  readonly request: () => Promise<void>
  /** How many runs have failed since one succeeded. */
  readonly failures: () => number
}

/** Runs `run` never twice at once. */
export function createRunner(run: () => Promise<void>): Runner {
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined
  let failures = 0

  function start(): Promise<void> {
    running = run().then(
      () => {
        running = undefined
        failures = 0
      },
      (cause: unknown) => {
        running = undefined
        failures += 1
        throw cause
      },
    )
    return running
  }

  function request(): Promise<void> {
    if (next !== undefined) return next
    if (running === undefined) return start()
    return (next = running
      .catch(() => {})
      .then(() => {
        next = undefined
        return start()
      }))
  }

  return { request, failures: () => failures }
}
