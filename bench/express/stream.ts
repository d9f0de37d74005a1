import { join } from 'node:path'
import type { Part, Workplace } from '../support/part.ts'
import { shuffled } from '../support/rounds.ts'
import { quantileOf, spreadOf, type Spread } from '../support/statistics.ts'
import { spread, type Row } from '../support/table.ts'
import { createQuestions } from './questions.ts'
import { recordedBy } from './recorded.ts'
import { startRemote, type Remote } from './remote.ts'
import { steadyLoad } from './steady-load.ts'

const PER_SECOND = 200
const STREAMS = 300
const ROUNDS = 7
const WARM_UPS = 3
const CONNECTIONS = 256
const TEMPO = { beforeFirst: 20, between: 4 }

/** What a page that waits for a stream feels, and what the server has left. */
export const stream: Part = {
  name: 'stream',
  title: 'Streams at a steady load',
  head: ['', 'first byte p50, ms', 'p99', 'chunk p50, ms', 'p99', 'loop busy, %', 'µs a stream', 'recorded'],
  note: `${PER_SECOND} streams a second begin by the clock; the first of 22 chunks comes after ${TEMPO.beforeFirst} ms, the others every ${TEMPO.between} ms. First byte:
from sending the request to having it, less what the route itself took. Chunk: from before the route writes it to having
it, by the clock that the processes share. Loop busy: event-loop utilisation of the server. µs: processor time of all its
threads, until everything was written. The first row is absolute; the others are what is added to it in the same round.
Recorded: entries whose answer is whole, of those asked for.`,
  jobs: (rivals) => [{ part: 'stream', beside: rivals }],
  async run({ job, folder }) {
    const ways = ['nothing', 'finetap', ...(job.beside ?? [])]
    const remotes = await Promise.all(ways.map((way) => start(way, folder)))
    const rounds = await runRounds(remotes)
    for (const remote of remotes) await remote.close()
    const base = rounds.get('nothing') ?? []
    const rows: Row[] = []
    for (const remote of remotes) {
      const own = rounds.get(remote.way) ?? []
      const cells = FIGURES.map((figure) =>
        spread(remote.way === 'nothing' ? of(own, figure) : over(own, base, figure)),
      )
      rows.push([remote.way, ...cells, await recordedOf(remote)])
    }
    return rows
  },
}

const FIGURES = ['firstByte50', 'firstByte99', 'chunk50', 'chunk99', 'busy', 'processor'] as const

type Figures = { readonly [figure in (typeof FIGURES)[number]]: number }

function start(way: string, folder: Workplace['folder']): Promise<Remote> {
  return startRemote({ way, folder: join(folder, way), tempo: TEMPO }, CONNECTIONS)
}

async function runRounds(remotes: readonly Remote[]): Promise<ReadonlyMap<string, readonly Figures[]>> {
  const nextRequest = createQuestions(true)
  const rounds = new Map<string, Figures[]>(remotes.map(({ way }) => [way, []]))
  for (let round = -WARM_UPS; round < ROUNDS; round += 1) {
    const requests = Array.from({ length: STREAMS }, nextRequest)
    for (const remote of shuffled(remotes)) {
      const figures = await runSection(remote, requests)
      if (round >= 0) rounds.get(remote.way)?.push(figures)
    }
  }
  return rounds
}

async function runSection(remote: Remote, requests: readonly Buffer[]): Promise<Figures> {
  await remote.begin()
  const { firstByte, chunk } = await steadyLoad(remote.connections, requests, PER_SECOND)
  const { processor, busy } = await remote.end()
  return {
    firstByte50: quantileOf(firstByte, 0.5),
    firstByte99: quantileOf(firstByte, 0.99),
    chunk50: quantileOf(chunk, 0.5),
    chunk99: quantileOf(chunk, 0.99),
    busy: busy * 100,
    processor: processor / requests.length,
  }
}

function of(rounds: readonly Figures[], figure: keyof Figures): Spread {
  return spreadOf(rounds.map((each) => each[figure]))
}

function over(rounds: readonly Figures[], base: readonly Figures[], figure: keyof Figures): Spread {
  return spreadOf(rounds.map((each, round) => each[figure] - (base[round]?.[figure] ?? Number.NaN)))
}

async function recordedOf(remote: Remote): Promise<string> {
  if (remote.way === 'nothing') return '-'
  const { answers } = await recordedBy(remote)
  const asked = STREAMS * (ROUNDS + WARM_UPS)
  return answers === asked ? 'all' : `${answers} of ${asked}`
}
