import { shuffled } from '../support/rounds.ts'
import { spreadOf, type Spread } from '../support/statistics.ts'

/** Something that does the same work as others, and how long it takes counts. */
export type RateContestant = {
  readonly name: string
  /** Makes ready what one section needs, uncounted, and gives the section. It ends when all of it is done. */
  readonly prepare: () => () => Promise<void>
}

export type Rate = {
  /** Units a second. */
  readonly perSecond: Spread
  readonly best: number
  /** As a share of the rate of the first contestant in the same round. */
  readonly ofFirst: Spread
}

export type RateOptions = { readonly units: number; readonly rounds: number; readonly warmUps?: number }

/** Runs the contestants in turn, round after round, in an order of chance, and compares their rates within each round. */
export async function measureRates(
  contestants: readonly RateContestant[],
  { units, rounds, warmUps = 2 }: RateOptions,
): Promise<ReadonlyMap<string, Rate>> {
  const rates = new Map<string, number[]>(contestants.map(({ name }) => [name, []]))
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const { name, prepare } of shuffled(contestants)) {
      const section = prepare()
      // What preparing left behind must not be collected on the account of the section.
      globalThis.gc?.({ type: 'minor' })
      const start = performance.now()
      await section()
      if (round >= 0) rates.get(name)?.push((units * 1_000) / (performance.now() - start))
    }
  }
  const [first = []] = rates.values()
  return new Map([...rates].map(([name, values]) => [name, rateOf(values, first)]))
}

function rateOf(values: readonly number[], first: readonly number[]): Rate {
  return {
    perSecond: spreadOf(values),
    best: Math.max(...values),
    ofFirst: spreadOf(values.map((value, round) => value / (first[round] ?? Number.NaN))),
  }
}
