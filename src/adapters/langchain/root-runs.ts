// Runs under way before the oldest is forgotten, such as chains whose readers left and that never end.
const MOST_RUNS = 10_000

/** One object for each root run, by the ids of all runs within it. */
const roots = new Map<string, object>()

/** Notes that a chain or tool runs. */
export function runBegan(runId: string, parentRunId: string | undefined): void {
  if (roots.has(runId)) return
  put(runId, parentRunId === undefined ? {} : rootOf(parentRunId))
}

export function runEnded(runId: string): void {
  roots.delete(runId)
}

/** The object of the outermost run around a run, as far as it was seen. */
export function rootOf(runId: string): object {
  return roots.get(runId) ?? put(runId, {})
}

function put(runId: string, root: object): object {
  roots.set(runId, root)
  if (roots.size > MOST_RUNS) roots.delete(roots.keys().next().value ?? '')
  return root
}
