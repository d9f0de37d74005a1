import { join } from 'node:path'
import { JSONFilePreset } from 'lowdb/node'
import type { Generation } from '../../src/core/generation.ts'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import { generate, prepareAnswer } from '../support/calls.ts'
import { createSite, unwrappedDoor, type Door, type Site } from '../support/door.ts'
import { writingFinetap } from '../support/finetap.ts'
import type { Part, Workplace } from '../support/part.ts'
import { requireRecording } from '../support/recorded.ts'
import { singleMessages } from '../support/requests.ts'
import { loadRival, openRival } from '../support/rivals.ts'
import { loadSdk } from '../support/sdk.ts'
import { spreadOf, type Spread } from '../support/statistics.ts'
import { decimal, spread, times, type Row } from '../support/table.ts'
import { singleTurns } from './turns.ts'

const HELD = 1_000
const MEASURED = 60

/** What a turn costs where the whole file is written anew for each. */
export const rewriters: Part = {
  name: 'rewriters',
  title: `A turn of 2 KB, when ${HELD} are there already`,
  head: ['', '', 'ms a turn', 'of finetap', 'thread of the app, ms'],
  note: `Store: one record is written, and waited for. lowdb as its documentation says: \`db.update\`, one JSON file. Call: what
\`generateText\` takes with its recording, less what it takes with none, until all is written. Medians of ${MEASURED} turns, in turn
with each other, quartiles in brackets. Thread: processor time of it.`,
  jobs: () => [
    { part: 'rewriters', case: 'store' },
    { part: 'rewriters', case: 'call' },
  ],
  run: (workplace) => (workplace.job.case === 'store' ? throughStores(workplace) : throughCalls(workplace)),
}

type Way = { readonly name: string; readonly once: () => Promise<void> }
type Cost = { readonly elapsed: number; readonly thread: number }

async function throughStores({ folder }: Workplace): Promise<readonly Row[]> {
  const next = singleTurns(1_600)
  const held = Array.from({ length: HELD }, next)
  const store = jsonlStore(join(folder, 'log'))
  await store.append(held)
  const empty: { turns: Generation[] } = { turns: [] }
  const db = await JSONFilePreset(join(folder, 'db.json'), empty)
  await db.update(({ turns }) => turns.push(...held))
  const costs = await inTurn([
    { name: 'finetap', once: () => store.append([next()]) },
    { name: 'lowdb', once: () => db.update(({ turns }) => turns.push(next())) },
  ])
  await store.close()
  return rowsOf('store', costs)
}

async function throughCalls(workplace: Workplace): Promise<readonly Row[]> {
  const rival = await loadRival('devtools')
  const site = createSite(await loadSdk(rival.sdk), workplace.stub)
  const doors = [unwrappedDoor(site), writingFinetap(site, workplace.folder), await openRival(site, rival)]
  for (const door of doors.slice(1)) await requireRecording(site, door, workplace)
  const ways = doors.map((door) => callWay(site, door))
  for (const { once } of ways) for (let turn = 1; turn < HELD; turn += 1) await once()
  const [base = [], ...costs] = await inTurn(ways).then((all) => [...all.values()])
  const added = costs.map((each) =>
    each.map(({ elapsed, thread }, turn) => ({
      elapsed: elapsed - (base[turn]?.elapsed ?? Number.NaN),
      thread: thread - (base[turn]?.thread ?? Number.NaN),
    })),
  )
  const rows = rowsOf('call', new Map(added.map((each, index) => [doors[index + 1]?.name ?? '', each])))
  for (const door of doors) await door.close()
  return rows
}

function callWay(site: Site, door: Door): Way {
  const next = singleMessages(2_048)
  return {
    name: door.name,
    async once() {
      const request = next()
      prepareAnswer(site, request)
      await generate(door, 'app', request)
      await door.flush()
    },
  }
}

async function inTurn(ways: readonly Way[]): Promise<ReadonlyMap<string, readonly Cost[]>> {
  const costs = new Map<string, Cost[]>(ways.map(({ name }) => [name, []]))
  for (let turn = 0; turn < MEASURED; turn += 1) {
    for (const { name, once } of ways) {
      const thread = process.threadCpuUsage()
      const start = performance.now()
      await once()
      const elapsed = performance.now() - start
      const { user, system } = process.threadCpuUsage(thread)
      costs.get(name)?.push({ elapsed, thread: (user + system) / 1_000 })
    }
  }
  return costs
}

function rowsOf(title: string, costs: ReadonlyMap<string, readonly Cost[]>): readonly Row[] {
  const spreads = new Map([...costs].map(([name, all]) => [name, spreadOf(all.map(({ elapsed }) => elapsed))]))
  const ours: Spread | undefined = spreads.get('finetap')
  return [...spreads].map(([name, elapsed], index) => [
    index === 0 ? title : '',
    name,
    spread(elapsed),
    name === 'finetap' ? '-' : times(elapsed.median / (ours?.median ?? Number.NaN)),
    decimal(spreadOf((costs.get(name) ?? []).map(({ thread }) => thread)).median),
  ])
}
