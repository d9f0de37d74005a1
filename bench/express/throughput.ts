import { join } from 'node:path'
import type { Part, Workplace } from '../support/part.ts'
import { spread, whole, type Row } from '../support/table.ts'
import { measureFullLoad, type FullLoad } from './full-load.ts'
import { recordedBy } from './recorded.ts'
import { startRemote, type Remote } from './remote.ts'

const CONNECTIONS = 32

const FORMS: ReadonlyMap<string, FullLoad> = new Map([
  ['JSON of 2 KB', { stream: false, requests: 1_500, rounds: 11, warmUps: 5 }],
  ['20 chunks of 100 bytes', { stream: true, requests: 400, rounds: 11, warmUps: 5 }],
])

/** What a server still does when it is asked for as much as it can. */
export const throughput: Part = {
  name: 'throughput',
  title: 'A chat route at full load',
  head: ['', '', 'requests/s', 'of nothing', 'µs added', 'loop busy', 'asked', 'entries', 'questions', 'answers'],
  note: `${CONNECTIONS} requests at once. Of nothing: requests a second, as a share of those with no middleware in the same round. µs
added: processor time of all threads of the server, a request, until everything was written. Loop busy: event-loop
utilisation of the server. Entries: generations in finetap's log, lines in the rivals' files, and in how many of them the
question and the answer are found.`,
  jobs: (rivals) => [...FORMS.keys()].map((form) => ({ part: 'throughput', case: form, beside: rivals })),
  async run({ job, folder }) {
    const form = job.case ?? ''
    const load = FORMS.get(form)
    if (load === undefined) throw new Error(`there is no form ${form}`)
    const remotes = await startAll(['nothing', 'finetap', ...(job.beside ?? [])], folder)
    const loaded = await measureFullLoad(remotes, load)
    for (const remote of remotes) await remote.close()
    const rows: Row[] = []
    for (const remote of remotes) {
      const { way } = remote
      const { entries, questions, answers } = await recordedBy(remote)
      const ratio =
        way === 'nothing' ? ['-', '-'] : [loaded.share(way, 'nothing'), loaded.added(way, 'nothing')].map(spread)
      rows.push([
        rows.length === 0 ? form : '',
        way,
        spread(loaded.perSecond(way)),
        ...ratio,
        percent(loaded.busy(way).median),
        ...(way === 'nothing' ? ['-', '-', '-', '-'] : [loaded.asked, entries, questions, answers].map(whole)),
      ])
    }
    return rows
  },
}

function startAll(ways: readonly string[], folder: Workplace['folder']): Promise<readonly Remote[]> {
  const tempo = { beforeFirst: 0, between: 0 }
  return Promise.all(ways.map((way) => startRemote({ way, folder: join(folder, way), tempo }, CONNECTIONS)))
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
