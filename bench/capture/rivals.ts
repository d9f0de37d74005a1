import { callContestant } from '../support/contest.ts'
import { createSite, unwrappedDoor, type Door, type Site } from '../support/door.ts'
import { writingFinetap } from '../support/finetap.ts'
import { requireRecording } from '../support/recorded.ts'
import { singleMessages } from '../support/requests.ts'
import { loadRival, openRival } from '../support/rivals.ts'
import { measureRounds, type Added, type RoundOptions } from '../support/rounds.ts'
import { loadSdk } from '../support/sdk.ts'
import type { Spread } from '../support/statistics.ts'
import { decimal, spread, times, type Row } from '../support/table.ts'
import { measureDoors, type ChunkOptions } from './chunks.ts'
import type { Part } from '../support/part.ts'

const KB = 1_024

/** What a call and a chunk cost more through a rival, beside finetap in the same rounds. */
export const rivals: Part = {
  name: 'rivals',
  title: 'µs that each adds to a call of `generateText` and to a chunk of `streamText`',
  head: ['rival', 'added to', 'unwrapped', 'path: finetap', 'rival', 'ratio', 'processor: finetap', 'rival', 'ratio'],
  note: `Each rival runs in a process of its own, in turn with the unwrapped SDK and with finetap (writing to a folder);
medians of rounds. Path: processor time of the app's thread until it has its answer. Processor: of all threads, until
everything is written or sent.`,
  jobs: (names) => names.map((rival) => ({ part: 'rivals', rival })),
  async run(workplace) {
    const { job, stub, folder } = workplace
    const rival = await loadRival(job.rival ?? '')
    const site = createSite(await loadSdk(rival.sdk), stub)
    const doors = [unwrappedDoor(site), writingFinetap(site, folder), await openRival(site, rival)]
    for (const door of doors.slice(1)) await requireRecording(site, door, workplace)
    const plan = rival.slow === true ? SLOW_PLAN : PLAN
    const rows: Row[] = []
    for (const call of plan.calls) rows.push(await callRow(site, doors, call))
    rows.push(await chunkRow(site, doors, plan.chunks))
    return rows.map((row, index) => [index === 0 ? rival.name : '', ...row])
  },
}

type CallPlan = RoundOptions & { readonly characters: number }
type Plan = { readonly calls: readonly CallPlan[]; readonly chunks: ChunkOptions }

// The first row compiles what the later ones use.
const PLAN: Plan = {
  calls: [
    { characters: 2 * KB, units: 100, rounds: 17, warmUps: 13 },
    { characters: 20 * KB, units: 50, rounds: 13, warmUps: 2 },
  ],
  chunks: { level: 'app', count: 300, calls: 1, rounds: 35, warmUps: 7 },
}

const SLOW_PLAN: Plan = {
  calls: [
    { characters: 2 * KB, units: 15, rounds: 7, warmUps: 10 },
    { characters: 20 * KB, units: 5, rounds: 7, warmUps: 2 },
  ],
  chunks: { level: 'app', count: 300, calls: 1, rounds: 9, warmUps: 4 },
}

async function callRow(site: Site, doors: readonly Door[], { characters, ...options }: CallPlan): Promise<Row> {
  const section = { level: 'app', requests: () => singleMessages(characters), calls: options.units } as const
  const contestants = doors.map((door) => callContestant(site, door, section))
  const { base, added } = await measureRounds(contestants, options)
  const [finetap, other] = [...added.values()]
  return rowOf(`a call, ${characters / KB} KB`, base.path.median, finetap, other)
}

async function chunkRow(site: Site, doors: readonly Door[], options: ChunkOptions): Promise<Row> {
  const measured = await measureDoors(site, doors, options)
  const [finetap, other] = doors.slice(1).map(({ name }) => measured.chunk(name))
  return rowOf('a chunk', measured.base.median, finetap, other)
}

function rowOf(title: string, base: number, finetap: Added | undefined, other: Added | undefined): Row {
  if (finetap === undefined || other === undefined) throw new Error('a door was not measured')
  return [title, decimal(base), ...pair(finetap.path, other.path), ...pair(finetap.processor, other.processor)]
}

function pair(finetap: Spread, other: Spread): Row {
  return [spread(finetap), spread(other), times(other.median / finetap.median)]
}
