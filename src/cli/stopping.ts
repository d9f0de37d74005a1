import type { ExitCode } from './verb.ts'

/** How somebody at a command line stops what is going on. */
export type Stopping = {
  /** Aborts with Ctrl-C (SIGINT) and SIGTERM. A second one ends the process at once. */
  readonly signal: AbortSignal
  /** What to end with when it was stopped. */
  readonly code: () => ExitCode
}

/** Runs what can be stopped in good order. */
export async function stoppable<Result>(body: (stopping: Stopping) => Promise<Result>): Promise<Result> {
  const controller = new AbortController()
  let code: ExitCode = 130
  const stop = (signal: NodeJS.Signals): void => {
    if (signal === 'SIGTERM') code = 143
    controller.abort()
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  try {
    return await body({ signal: controller.signal, code: () => code })
  } finally {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
}

/** Of what throws when its signal aborts: what it gave, or the code to end with. */
export async function unlessStopped<Result>(
  body: (signal: AbortSignal) => Promise<Result>,
): Promise<{ readonly result: Result } | { readonly stopped: ExitCode }> {
  return stoppable(async ({ signal, code }) => {
    try {
      return { result: await body(signal) }
    } catch (error) {
      // What was given up fails in more than one way.
      if (signal.aborted) return { stopped: code() }
      throw error
    }
  })
}
