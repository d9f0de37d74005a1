import { join } from 'node:path'
import type { Part } from '../support/part.ts'
import { spread, whole, type Row } from '../support/table.ts'
import { measureFullLoad, type FullLoad, type Loaded } from './full-load.ts'
import { recordedBy } from './recorded.ts'
import { startRemote } from './remote.ts'

const CONNECTIONS = 16

const FORMS: ReadonlyMap<string, FullLoad> = new Map([
  ['generateText, JSON', { stream: false, requests: 400, rounds: 9, warmUps: 4 }],
  ['streamText, 20 chunks', { stream: true, requests: 150, rounds: 9, warmUps: 4 }],
])

const WAYS = ['nothing', 'wrapModel', 'finetap']

/** What captureChat adds where the model in the route is captured already, and it only gives the context. */
export const model: Part = {
  name: 'model',
  title: 'A route that asks a wrapped model, at full load',
  head: ['', '', 'requests/s', 'of the row above', 'µs added to it', 'asked', 'entries', 'questions'],
  note: `${CONNECTIONS} requests at once, to a route that asks a mock model by ai 7 and answers with JSON or a UI message stream; the model
as it is, through wrapModel, and through wrapModel behind captureChat. µs: processor time of all threads of the server, a
request, until everything was written.`,
  jobs: () => [...FORMS.keys()].map((form) => ({ part: 'model', case: form })),
  async run({ job, folder }) {
    const form = job.case ?? ''
    const load = FORMS.get(form)
    if (load === undefined) throw new Error(`there is no form ${form}`)
    const remotes = await Promise.all(WAYS.map((way) => startRemote({ way, folder: join(folder, way) }, CONNECTIONS)))
    const loaded = await measureFullLoad(remotes, load)
    for (const remote of remotes) await remote.close()
    const rows: Row[] = []
    for (const [index, remote] of remotes.entries()) {
      const { entries, questions } = await recordedBy(remote)
      const recorded = index === 0 ? ['-', '-', '-'] : [loaded.asked, entries, questions].map(whole)
      rows.push([index === 0 ? form : '', TITLES[index] ?? '', ...figures(loaded, index), ...recorded])
    }
    return rows
  },
}

const TITLES = ['ai 7', 'and wrapModel', 'and captureChat']

function figures({ perSecond, share, added }: Loaded, index: number): Row {
  const [way, above] = [WAYS[index] ?? '', WAYS[index - 1]]
  const compared = above === undefined ? ['-', '-'] : [share(way, above), added(way, above)].map(spread)
  return [spread(perSecond(way)), ...compared]
}
