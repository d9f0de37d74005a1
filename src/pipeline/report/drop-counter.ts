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
  const byStep = new Map<string, Map<string, Counted>>()

  function lineFor(step: string, reason: string): Counted {
    const byReason = byStep.get(step) ?? new Map<string, Counted>()
    if (byReason.size === 0) byStep.set(step, byReason)
    const line = byReason.get(reason) ?? { step, reason, count: 0, samples: [], quotes: new Map() }
    if (line.count === 0) byReason.set(reason, line)
    return line
  }

  const all = (): readonly Counted[] => Array.from(byStep.values(), (byReason) => [...byReason.values()]).flat()

  return {
    add(step, reason, ids, quote) {
      if (ids.length === 0) return
      const line = lineFor(step, reason)
      line.count += ids.length
      for (const id of ids) keepSmallest(line.samples, id)
      if (quote === undefined) return
      for (const id of ids) line.quotes.set(id, quote)
      for (const id of line.quotes.keys()) if (!line.samples.includes(id)) line.quotes.delete(id)
    },
    total: () => all().reduce((sum, { count }) => sum + count, 0),
    lines(steps) {
      const sorted = all().toSorted((a, b) => {
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
  readonly samples: string[]
  /** By the ids of the samples. */
  readonly quotes: Map<string, string>
}

// The smallest ids, so that the samples do not depend on the order of the log.
function keepSmallest(samples: string[], id: string): void {
  const largest = samples[SAMPLES - 1]
  if (largest !== undefined && id >= largest) return
  samples.push(id)
  samples.sort()
  if (samples.length > SAMPLES) samples.pop()
}

function lineOf({ quotes: said, samples, ...counted }: Counted): DropLine {
  const line = { ...counted, samples: [...samples] }
  const quotes = samples.flatMap((id) => said.get(id) ?? [])
  return quotes.length === 0 ? line : { ...line, quotes }
}
