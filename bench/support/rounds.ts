import { spreadOf, type Spread } from './statistics.ts'

/** Something that is measured beside others that do the same work. */
export type Contestant = {
  readonly name: string
  /** Makes ready what one section needs. Its time is not counted. */
  readonly prepare: () => () => Promise<void>
  /** Waits until all that the section left behind is done. */
  readonly flush: () => Promise<void>
}

/**
 * Microseconds of processor time of one section. `path`: of the app's thread, until the last answer was there.
 * `processor`: of all threads, until all is written or sent.
 */
type Section = { readonly path: number; readonly processor: number }

/** What a contestant costs more than the first one in the same round, in microseconds a unit. */
export type Added = { readonly path: Spread; readonly processor: Spread }

export type Measured = {
  /** Of the first contestant itself, in microseconds a unit. */
  readonly base: { readonly path: Spread; readonly processor: Spread }
  readonly added: ReadonlyMap<string, Added>
}

export type RoundOptions = {
  /** How many calls, chunks… a section has. */
  readonly units: number
  readonly rounds: number
  /** Rounds before those that count (default 6). */
  readonly warmUps?: number
  /** In which order they run in a round: each round begins with the next one (default), or by chance. */
  readonly order?: 'turning' | 'random'
}

/**
 * Runs the contestants in turn, round after round, each round in another order. What the first one costs is taken off
 * within the round, so that a machine that is slow for a while is slow for all of them.
 */
export async function measureRounds(
  contestants: readonly Contestant[],
  { rounds, units, warmUps = 6, order = 'turning' }: RoundOptions,
): Promise<Measured> {
  const sections = new Map<string, Section[]>(contestants.map(({ name }) => [name, []]))
  for (let round = -warmUps; round < rounds; round += 1) {
    const inOrder = order === 'turning' ? rotated(contestants, round + warmUps) : shuffled(contestants)
    for (const contestant of inOrder) {
      const section = await runSection(contestant)
      if (round >= 0) sections.get(contestant.name)?.push(section)
    }
  }
  return compare(sections, units)
}

async function runSection({ prepare, flush }: Contestant): Promise<Section> {
  const run = prepare()
  // What preparing left behind must not be collected on the account of the section. Only the young: a full collection
  // while no record is alive throws away compiled code, which no app lives through hundreds of times a minute.
  globalThis.gc?.({ type: 'minor' })
  const before = process.cpuUsage()
  const pathBefore = threadMicros()
  await run()
  const path = threadMicros() - pathBefore
  await flush()
  return { path, processor: sum(process.cpuUsage(before)) }
}

const pauseCell = new Int32Array(new SharedArrayBuffer(4))

/** What this thread has used of the processor so far: what an app waits for, whatever else the machine has to do. */
function threadMicros(): number {
  // The operating system counts exactly only when a thread gives way; else it may be some milliseconds behind.
  Atomics.wait(pauseCell, 0, 0, 0.01)
  return sum(process.threadCpuUsage())
}

function sum({ user, system }: NodeJS.CpuUsage): number {
  return user + system
}

function compare(sections: ReadonlyMap<string, readonly Section[]>, units: number): Measured {
  const [base = [], ...others] = sections.values()
  const [, ...names] = sections.keys()
  const added = others.map((rounds) => spreadsOf(rounds, units, base))
  return {
    base: spreadsOf(base, units),
    added: new Map(names.map((name, index) => [name, added[index] ?? spreadsOf([], 1)])),
  }
}

function spreadsOf(rounds: readonly Section[], units: number, base: readonly Section[] = []): Added {
  const spread = (key: keyof Section): Spread =>
    spreadOf(rounds.map((section, round) => (section[key] - (base[round]?.[key] ?? 0)) / units))
  return { path: spread('path'), processor: spread('processor') }
}

function rotated<Item>(items: readonly Item[], by: number): readonly Item[] {
  const start = by % items.length
  return [...items.slice(start), ...items.slice(0, start)]
}

/** In an order of chance. */
export function shuffled<Item>(items: readonly Item[]): readonly Item[] {
  const drawn = items.map((item) => ({ item, place: Math.random() }))
  return drawn.toSorted((a, b) => a.place - b.place).map(({ item }) => item)
}
