import { measureChunks, type ChunkRounds, type MeasuredChunks } from '../support/chunk-rounds.ts'
import { streamContestant } from '../support/contest.ts'
import type { Level } from '../support/calls.ts'
import { createSite, unwrappedDoor, type Door, type Site } from '../support/door.ts'
import { offFinetap, sinkFinetap, writingFinetap } from '../support/finetap.ts'
import { singleMessages, type RequestSource } from '../support/requests.ts'
import { loadSdk } from '../support/sdk.ts'
import { decimal, spread, type Row } from '../support/table.ts'
import type { Part, Workplace } from '../support/part.ts'

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
      const measured = await measureDoors(site, doors, { level, count, calls, rounds: 45 })
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

export type ChunkOptions = ChunkRounds & { readonly level: Level }

/** Measures short streams, then long ones, through the same doors. */
export async function measureDoors(
  site: Site,
  doors: readonly Door[],
  { level, ...rounds }: ChunkOptions,
): Promise<MeasuredChunks> {
  const { calls } = rounds
  const requests = (): RequestSource => singleMessages(REQUEST_CHARACTERS)
  return measureChunks(
    (chunkCount) => doors.map((door) => streamContestant(site, door, { level, requests, calls, chunks: chunkCount })),
    rounds,
  )
}
