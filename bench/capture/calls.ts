import { callContestant, type CallSection } from '../support/contest.ts'
import { createSite, unwrappedDoor } from '../support/door.ts'
import { offFinetap, sinkFinetap, writingFinetap } from '../support/finetap.ts'
import { growingConversations, singleMessages } from '../support/requests.ts'
import { measureRounds } from '../support/rounds.ts'
import { loadSdk } from '../support/sdk.ts'
import { decimal, spread, type Row } from '../support/table.ts'
import type { Part, Workplace } from '../support/part.ts'

const KB = 1_024

type Scenario = CallSection & { readonly title: string; readonly rounds: number }

const SCENARIOS: readonly Scenario[] = [
  { title: 'model, 2 KB', level: 'model', requests: () => singleMessages(2 * KB), calls: 400, rounds: 25 },
  { title: 'model, 20 KB', level: 'model', requests: () => singleMessages(20 * KB), calls: 150, rounds: 15 },
  { title: 'model, 200 KB', level: 'model', requests: () => singleMessages(200 * KB), calls: 30, rounds: 11 },
  {
    title: 'model, growing to 20 KB',
    level: 'model',
    requests: () => growingConversations(2 * KB, 20 * KB),
    calls: 200,
    rounds: 15,
  },
  {
    title: 'model, growing to 200 KB',
    level: 'model',
    requests: () => growingConversations(2 * KB, 200 * KB),
    calls: 100,
    rounds: 13,
  },
  { title: 'app, 2 KB', level: 'app', requests: () => singleMessages(2 * KB), calls: 200, rounds: 21 },
  { title: 'app, 20 KB', level: 'app', requests: () => singleMessages(20 * KB), calls: 100, rounds: 13 },
  { title: 'app, 200 KB', level: 'app', requests: () => singleMessages(200 * KB), calls: 30, rounds: 11 },
]

/** What a call costs more through finetap. */
export const calls: Part = {
  name: 'calls',
  title: 'µs that finetap adds to a call',
  head: ['request', 'unwrapped', 'off', 'path, no store', 'path', 'processor, no store', 'processor'],
  note: `Path: processor time of the app's thread until it has its answer. Processor: of all threads, until everything is
written. Medians of rounds over the unwrapped call of the same round, quartiles in brackets. Model: the model itself is
called, so that nothing but capture is left. App: \`generateText\` of ai 7. Growing: each call sends a history that is 2 KB
longer.`,
  jobs: () => [{ part: 'calls' }],
  run: async (workplace) => {
    const rows: Row[] = []
    for (const scenario of SCENARIOS) rows.push(await measure(scenario, workplace))
    return rows
  },
}

async function measure({ title, rounds, ...section }: Scenario, { stub, folder }: Workplace): Promise<Row> {
  const site = createSite(await loadSdk('ai'), stub)
  const doors = [unwrappedDoor(site), offFinetap(site), sinkFinetap(site), writingFinetap(site, folder)]
  const contestants = doors.map((door) => callContestant(site, door, section))
  const { base, added } = await measureRounds(contestants, { rounds, units: section.calls })
  for (const door of doors) await door.close()
  const [off, sink, finetap] = ['off', 'sink', 'finetap'].map((name) => added.get(name))
  if (off === undefined || sink === undefined || finetap === undefined) throw new Error('a door was not measured')
  return [
    title,
    decimal(base.path.median),
    decimal(off.path.median),
    spread(sink.path),
    spread(finetap.path),
    spread(sink.processor),
    spread(finetap.processor),
  ]
}
