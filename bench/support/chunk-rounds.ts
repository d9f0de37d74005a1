import { measureRounds, type Contestant, type RoundOptions } from './rounds.ts'
import type { Spread } from './statistics.ts'

export type ChunkRounds = Omit<RoundOptions, 'units'> & {
  /** How many chunks the long streams have. */
  readonly count: number
  /** How many streams a section has. */
  readonly calls: number
}

export type MeasuredChunks = {
  readonly base: Spread
  readonly chunk: (name: string) => { readonly path: Spread; readonly processor: Spread }
  /** A stream of no chunks. */
  readonly stream: (name: string) => Spread
}

/** Measures short streams, then long ones, with the same contestants. */
export async function measureChunks(
  contestants: (chunks: number) => readonly Contestant[],
  { count, calls, ...rounds }: ChunkRounds,
): Promise<MeasuredChunks> {
  const short = await measureRounds(contestants(0), { ...rounds, units: calls })
  const long = await measureRounds(contestants(count), { ...rounds, units: calls })
  const perChunk = (whole: Spread, without: Spread): Spread => ({
    median: (whole.median - without.median) / count,
    low: (whole.low - without.median) / count,
    high: (whole.high - without.median) / count,
  })
  return {
    base: perChunk(long.base.path, short.base.path),
    chunk(name) {
      const [without, whole] = [short.added.get(name), long.added.get(name)]
      if (without === undefined || whole === undefined) throw new Error(`${name} was not measured`)
      return {
        path: perChunk(whole.path, without.path),
        processor: perChunk(whole.processor, without.processor),
      }
    },
    stream: (name) => short.added.get(name)?.path ?? { median: NaN, low: NaN, high: NaN },
  }
}
