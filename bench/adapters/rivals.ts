import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import { wrapOpenAI } from '../../src/adapters/openai/index.ts'
import { openaiRival } from '../rivals/openai/index.ts'
import type { OpenRival } from '../rivals/openai/rival.ts'
import { measureChunks, type ChunkRounds } from '../support/chunk-rounds.ts'
import type { Part, Workplace } from '../support/part.ts'
import { plainExchanges } from '../support/requests.ts'
import { measureRounds, type Added, type RoundOptions } from '../support/rounds.ts'
import type { Spread } from '../support/statistics.ts'
import { seenBy } from '../support/stub.ts'
import { decimal, spread, times, type Row } from '../support/table.ts'
import { callContestant, streamContestant, type Meeting } from './contest.ts'
import { chatCaller, openaiClient, responsesCaller } from './doors/openai.ts'
import { createTransport, wholeAnswer } from './transport.ts'
import { finetapWay, unwrappedWay, type Way } from './way.ts'
import { openaiChat } from './wires/openai-chat.ts'
import { openaiResponses } from './wires/openai-responses.ts'

const CALLS: RoundOptions = { units: 100, rounds: 15, warmUps: 20, order: 'random' }
const CHUNKS: ChunkRounds = { count: 300, calls: 2, rounds: 21, warmUps: 4, order: 'random' }

const APIS = [
  { title: 'chat', wire: openaiChat, callerOf: chatCaller },
  { title: 'responses', wire: openaiResponses, callerOf: responsesCaller },
] as const

type Api = (typeof APIS)[number]

/** What a call and a chunk cost more through a rival, beside finetap in the same rounds. */
export const rivals: Part = {
  name: 'rivals',
  title: 'µs that each adds to what the `openai` client does',
  head: ['', 'added to', 'unwrapped', 'path: finetap', 'rival', 'ratio', 'processor: finetap', 'rival', 'ratio'],
  note: `Each rival runs in a process of its own, in turn with the unwrapped client and with finetap, which writes to a folder.
A rival is measured only after the question of a call was found in what it sent. Processor: of all threads, until everything
is written or sent. Else as above.`,
  jobs: (names) => names.map((rival) => ({ part: 'rivals', rival })),
  async run(workplace) {
    const { title, open } = openaiRival(workplace.job.rival)
    const opened = await open(workplace.stub)
    const rows: Row[] = []
    for (const api of APIS) rows.push(...(await measureApi(api, title, opened, workplace)))
    return rows.map((row, index) => [index === 0 ? title : '', ...row])
  },
}

async function measureApi(api: Api, title: string, rival: OpenRival, { stub, folder }: Workplace): Promise<Row[]> {
  const transport = createTransport()
  const meeting = { transport, wire: api.wire }
  const client = (): ReturnType<typeof openaiClient> => openaiClient(transport.fetch)
  const store = jsonlStore(`${folder}/${api.title}`)
  const ways = [
    unwrappedWay(api.callerOf(client())),
    finetapWay('finetap', { store }, (recorder) => api.callerOf(wrapOpenAI(client(), { recorder }))),
    { ...unwrappedWay(api.callerOf(rival.wrap(client()))), name: title, flush: rival.flush },
  ]
  for (const way of ways.slice(2)) await requireSent(meeting, way, stub)
  const rows = [await callRow(api, meeting, ways), await chunkRow(api, meeting, ways)]
  for (const way of ways) await way.close()
  return rows
}

/** Makes one call, so that nothing is measured that does not record. Throws when its question is not found. */
async function requireSent({ transport, wire }: Meeting, { name, caller, flush }: Way, stub: string): Promise<void> {
  const { question, answer } = plainExchanges(2_048, 2_048)()
  transport.answer = wholeAnswer(wire, answer)
  await caller.ask(question)
  await flush()
  const { marks } = await seenBy(stub)
  if (!marks.includes(question.slice(0, question.indexOf(':')))) throw new Error(`${name} records nothing`)
}

async function callRow({ title }: Api, meeting: Meeting, ways: readonly Way[]): Promise<Row> {
  const contestants = ways.map((way) => callContestant(meeting, way, CALLS.units))
  const { base, added } = await measureRounds(contestants, CALLS)
  const [finetap, rival] = [...added.values()]
  return rowOf(`${title}, a call`, base.path.median, finetap, rival)
}

async function chunkRow({ title }: Api, meeting: Meeting, ways: readonly Way[]): Promise<Row> {
  const measured = await measureChunks(
    (count) => ways.map((way) => streamContestant(meeting, way, CHUNKS.calls, count)),
    CHUNKS,
  )
  const [finetap, rival] = ways.slice(1).map(({ name }) => measured.chunk(name))
  return rowOf(`${title}, a chunk`, measured.base.median, finetap, rival)
}

function rowOf(title: string, base: number, finetap: Added | undefined, rival: Added | undefined): Row {
  if (finetap === undefined || rival === undefined) throw new Error('a way was not measured')
  return [title, decimal(base), ...pair(finetap.path, rival.path), ...pair(finetap.processor, rival.processor)]
}

function pair(finetap: Spread, rival: Spread): Row {
  return [spread(finetap), spread(rival), times(rival.median / finetap.median)]
}
