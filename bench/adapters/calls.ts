import type { Part } from '../support/part.ts'
import { measureRounds, type Contestant, type RoundOptions } from '../support/rounds.ts'
import { decimal, spread, type Row } from '../support/table.ts'
import { callContestant, streamContestant } from './contest.ts'
import { doorNames, loadDoor } from './doors/index.ts'
import { openWays } from './open-ways.ts'
import type { Way } from './way.ts'

const CALLS = 60
// It takes some thousand calls until everything is compiled for good.
const ROUNDS: RoundOptions = { units: CALLS, rounds: 21, warmUps: 40, order: 'random' }

/** What a call costs more through each door. */
export const calls: Part = {
  name: 'calls',
  title: 'µs that each door adds to a call',
  head: ['', 'answer', 'unwrapped', 'off', 'path', 'processor'],
  note: `Question and whole answer have 2 KB each; the stream has no chunk but those that begin and end it. Path: processor time
of the app's thread until it has its answer. Processor: of all threads, until everything is masked and handed to a store,
which keeps nothing. Medians of rounds over the unwrapped client in the same round, quartiles in brackets. Off: as with
\`FINETAP_OFF=1\`.`,
  jobs: () => doorNames.map((door) => ({ part: 'calls', case: door })),
  async run({ job }) {
    const door = await loadDoor(job.case)
    const { meeting, ways } = await openWays(door)
    const rows = [
      [door.title, ...(await measure('whole', ways, (way) => callContestant(meeting, way, CALLS)))],
      ['', ...(await measure('stream', ways, (way) => streamContestant(meeting, way, CALLS, 0)))],
    ]
    for (const way of ways) await way.close()
    return rows
  },
}

async function measure(title: string, ways: readonly Way[], contestant: (way: Way) => Contestant): Promise<Row> {
  const { base, added } = await measureRounds(ways.map(contestant), ROUNDS)
  const [off, finetap] = ['off', 'finetap'].map((name) => added.get(name))
  if (off === undefined || finetap === undefined) throw new Error('a way was not measured')
  const { path, processor } = finetap
  return [title, decimal(base.path.median), decimal(off.path.median), spread(path), spread(processor)]
}
