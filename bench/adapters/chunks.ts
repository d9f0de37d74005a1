import { measureChunks, type ChunkRounds } from '../support/chunk-rounds.ts'
import type { Part } from '../support/part.ts'
import { decimal, spread } from '../support/table.ts'
import { streamContestant } from './contest.ts'
import { doorNames, loadDoor } from './doors/index.ts'
import { openWays } from './open-ways.ts'

const ROUNDS: ChunkRounds = { count: 500, calls: 4, rounds: 31, order: 'random' }

/** What each chunk of a streamed answer costs more through each door. */
export const chunks: Part = {
  name: 'chunks',
  title: 'µs that each door adds to a chunk of a stream',
  head: ['', 'unwrapped', 'off', 'path', 'processor'],
  note: `Each chunk is one event of the wire, and comes by itself when the client reads on. What it costs is what a stream of
${ROUNDS.count} costs more than one of none, divided by their number. Else as above.`,
  jobs: () => doorNames.map((door) => ({ part: 'chunks', case: door })),
  async run({ job }) {
    const door = await loadDoor(job.case)
    const { meeting, ways } = await openWays(door)
    const { base, chunk } = await measureChunks(
      (count) => ways.map((way) => streamContestant(meeting, way, ROUNDS.calls, count)),
      ROUNDS,
    )
    for (const way of ways) await way.close()
    const { path, processor } = chunk('finetap')
    return [[door.title, decimal(base.median), decimal(chunk('off').path.median), spread(path), spread(processor)]]
  },
}
