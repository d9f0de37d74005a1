const SAMPLES = 3

/** A line of the drop report: how many ended there, and the smallest ids among them to look at. */
export type DropLine = {
  readonly step: string
  readonly reason: string
  readonly count: number
  readonly samples: readonly string[]
}

/** Counts what ends where. */
export type DropCounter = {
  readonly add: (step: string, reason: string, ids: readonly string[]) => void
  readonly total: () => number
  /** By step in the given order, and there the most frequent reason first. */
  readonly lines: (steps: readonly string[]) => readonly DropLine[]
}

export function createDropCounter(): DropCounter {
  const lines = new Map<string, { readonly step: string; readonly reason: string; count: number; samples: string[] }>()
  return {
    add(step, reason, ids) {
      if (ids.length === 0) return
      const name = JSON.stringify([step, reason])
      const line = lines.get(name) ?? { step, reason, count: 0, samples: [] }
      lines.set(name, line)
      line.count += ids.length
      // The smallest ids, so that the samples do not depend on the order of the log.
      line.samples = [...line.samples, ...ids].sort().slice(0, SAMPLES)
    },
    total: () => [...lines.values()].reduce((sum, { count }) => sum + count, 0),
    lines(steps) {
      return [...lines.values()].sort((a, b) => {
        return steps.indexOf(a.step) - steps.indexOf(b.step) || b.count - a.count || (a.reason < b.reason ? -1 : 1)
      })
    },
  }
}
