const SAMPLES = 3

/** A line of the drop report: how many ended there, and the smallest ids among them to look at. */
export type DropLine = {
  readonly step: string
  readonly reason: string
  readonly count: number
  readonly samples: readonly string[]
  /**
   * What users said last in the samples, masked and cut. Absent unless a build is asked for it, see `samples`, and always of
   * generations, which end one by one.
   */
  readonly quotes?: readonly string[]
}

/** Counts what ends where. */
export type DropCounter = {
  readonly add: (step: string, reason: string, ids: readonly string[], quote?: string) => void
  readonly total: () => number
  /** By step in the given order, and there the most frequent reason first. */
  readonly lines: (steps: readonly string[]) => readonly DropLine[]
}

export function createDropCounter(): DropCounter {
  const lines = new Map<string, Counted>()
  return {
    add(step, reason, ids, quote) {
      if (ids.length === 0) return
      const name = JSON.stringify([step, reason])
      const line = lines.get(name) ?? { step, reason, count: 0, samples: [], quotes: new Map() }
      lines.set(name, line)
      line.count += ids.length
      // The smallest ids, so that the samples do not depend on the order of the log.
      line.samples = [...line.samples, ...ids].sort().slice(0, SAMPLES)
      if (quote === undefined) return
      for (const id of ids) line.quotes.set(id, quote)
      for (const id of line.quotes.keys()) if (!line.samples.includes(id)) line.quotes.delete(id)
    },
    total: () => [...lines.values()].reduce((sum, { count }) => sum + count, 0),
    lines(steps) {
      const sorted = [...lines.values()].sort((a, b) => {
        return steps.indexOf(a.step) - steps.indexOf(b.step) || b.count - a.count || (a.reason < b.reason ? -1 : 1)
      })
      return sorted.map(lineOf)
    },
  }
}

type Counted = {
  readonly step: string
  readonly reason: string
  count: number
  samples: string[]
  /** By the ids of the samples. */
  readonly quotes: Map<string, string>
}

function lineOf({ quotes: said, ...line }: Counted): DropLine {
  const quotes = line.samples.flatMap((id) => said.get(id) ?? [])
  return quotes.length === 0 ? line : { ...line, quotes }
}
