import { shuffled } from '../support/rounds.ts'
import { spreadOf, type Spread } from '../support/statistics.ts'
import { createQuestions } from './questions.ts'
import type { Remote } from './remote.ts'

export type FullLoad = {
  /** Whether streams are asked for. */
  readonly stream: boolean
  /** How many requests a section has. */
  readonly requests: number
  readonly rounds: number
  readonly warmUps: number
}

/** What one section says of a server. `processor`: microseconds a request. */
type Section = { readonly perSecond: number; readonly processor: number; readonly busy: number }

export type Loaded = {
  /** How many requests each server got, those that do not count among them. */
  readonly asked: number
  readonly perSecond: (way: string) => Spread
  /** How many requests a second are left of those of another, within the same round. */
  readonly share: (way: string, of: string) => Spread
  /** Microseconds of processor time of all threads that a request costs more than through another. */
  readonly added: (way: string, to: string) => Spread
  readonly busy: (way: string) => Spread
}

/** Loads servers in turn, round after round, each with as many requests at once as it has connections. */
export async function measureFullLoad(remotes: readonly Remote[], load: FullLoad): Promise<Loaded> {
  const nextRequest = createQuestions(load.stream)
  const sections = new Map<string, Section[]>(remotes.map(({ way }) => [way, []]))
  for (let round = -load.warmUps; round < load.rounds; round += 1) {
    const batch = Array.from({ length: load.requests }, nextRequest)
    for (const remote of shuffled(remotes)) {
      const section = await runSection(remote, batch)
      if (round >= 0) sections.get(remote.way)?.push(section)
    }
  }
  const of = (way: string, key: keyof Section): readonly number[] =>
    (sections.get(way) ?? []).map((section) => section[key])
  const compared = (way: string, other: string, key: keyof Section, how: (a: number, b: number) => number): Spread => {
    const base = of(other, key)
    return spreadOf(of(way, key).map((value, round) => how(value, base[round] ?? Number.NaN)))
  }
  return {
    asked: (load.rounds + load.warmUps) * load.requests,
    perSecond: (way) => spreadOf(of(way, 'perSecond')),
    share: (way, other) => compared(way, other, 'perSecond', (a, b) => a / b),
    added: (way, other) => compared(way, other, 'processor', (a, b) => a - b),
    busy: (way) => spreadOf(of(way, 'busy')),
  }
}

async function runSection(remote: Remote, requests: readonly Buffer[]): Promise<Section> {
  await remote.begin()
  const start = performance.now()
  const waiting = requests.values()
  await Promise.all(
    remote.connections.map(async (connection) => {
      for (const request of waiting) await connection.ask(request)
    }),
  )
  const seconds = (performance.now() - start) / 1_000
  const { processor, busy } = await remote.end()
  return { perSecond: requests.length / seconds, processor: processor / requests.length, busy }
}
