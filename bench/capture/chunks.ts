import { streamContestant } from '../support/contest.ts'
import type { Level } from '../support/calls.ts'
import { createSite, unwrappedDoor, type Door, type Site } from '../support/door.ts'
import { offFinetap, sinkFinetap, writingFinetap } from '../support/finetap.ts'
import { singleMessages } from '../support/requests.ts'
import { measureRounds, type Measured, type RoundOptions } from '../support/rounds.ts'
import { loadSdk } from '../support/sdk.ts'
import type { Spread } from '../support/statistics.ts'
import { decimal, spread, type Row } from '../support/table.ts'
import type { Part, Workplace } from './part.ts'

const REQUEST_CHARACTERS = 2_048

/** What a streamed call and each of its chunks cost more through finetap. */
export const chunks: Part = {
  name: 'chunks',
  title: 'µs that finetap adds to a chunk of a stream',
  head: ['level', 'a chunk, unwrapped', 'off', 'path', 'processor', 'a stream of no chunks, path'],
  note: `A chunk is what a stream of many chunks costs more than one of none, divided by their number.`,
  jobs: () => [{ part: 'chunks' }],
  run: async ({ stub, folder }: Workplace) => {
    const rows: Row[] = []
    for (const [level, count, calls] of [['model', 1_000, 10] as const, ['app', 300, 2] as const]) {
      const site = createSite(await loadSdk('ai'), stub)
      const doors = [unwrappedDoor(site), offFinetap(site), writingFinetap(site, folder), sinkFinetap(site)]
      const measured = await measureChunks(site, doors, { level, count, calls, rounds: 45 })
      for (const door of doors) await door.close()
      rows.push([
        level,
        decimal(measured.base.median),
        decimal(measured.chunk('off').path.median),
        spread(measured.chunk('finetap').path),
        spread(measured.chunk('finetap').processor),
        spread(measured.stream('finetap')),
      ])
    }
    return rows
  },
}

export type ChunkOptions = Omit<RoundOptions, 'units'> & {
  readonly level: Level
  /** How many chunks the long streams have. */
  readonly count: number
  readonly calls: number
}

export type MeasuredChunks = {
  readonly base: Spread
  readonly chunk: (name: string) => { readonly path: Spread; readonly processor: Spread }
  /** A stream of no chunks. */
  readonly stream: (name: string) => Spread
}

/** Measures short streams, then long ones, through the same doors. */
export async function measureChunks(
  site: Site,
  doors: readonly Door[],
  { level, count, calls, ...rounds }: ChunkOptions,
): Promise<MeasuredChunks> {
  async function measure(length: number): Promise<Measured> {
    const section = { level, requests: () => singleMessages(REQUEST_CHARACTERS), calls, chunks: length }
    const contestants = doors.map((door) => streamContestant(site, door, section))
    return measureRounds(contestants, { ...rounds, units: calls })
  }
  const short = await measure(0)
  const long = await measure(count)
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
