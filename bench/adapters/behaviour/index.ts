import { OpenAI } from 'openai'
import type { Part } from '../../support/part.ts'
import { plainExchanges } from '../../support/requests.ts'
import type { Row } from '../../support/table.ts'
import { MODEL_URL } from '../doors/door.ts'
import type { Check } from './check.ts'
import { createServer, type Server } from './server.ts'
import { look, type Sight } from './look.ts'
import { streamChecks } from './stream-checks.ts'
import { wholeChecks } from './whole-checks.ts'
import { openWrap } from './wraps.ts'

const CHECKS: readonly Check[] = [...wholeChecks, ...streamChecks]
const CHARACTERS = 200

/** Which calls of the `openai` client do something else when it is wrapped. */
export const behaviour: Part = {
  name: 'behaviour',
  title: `What ${CHECKS.length} calls of the \`openai\` client do through each wrap`,
  head: ['', 'as unwrapped', 'recorded', 'but not', 'unwrapped', 'wrapped', 'recorded'],
  note: `Each call is made with the unwrapped client, then with the wrapped one; what the app sees and what reaches the server
is compared. Recorded: calls whose question was found in what was sent or written, of those that ask a model; calls that a
wrap breaks may never have asked.`,
  jobs: (rivals) => [
    ...['unwrapped', 'finetap'].map((name) => ({ part: 'behaviour', case: name })),
    ...rivals.map((rival) => ({ part: 'behaviour', rival })),
  ],
  async run(workplace) {
    const { title, wrap, recorded } = await openWrap(workplace)
    const before = await seeAll((client) => client)
    const after = await seeAll(wrap)
    const text = await recorded()
    const isPlain = title === 'unwrapped'
    const compared = after.map(({ name, asks, seen, mark }, index) => {
      const raw = before[index]?.seen ?? ''
      return { name, asks, seen, raw, isSame: seen === raw, isRecorded: text.includes(mark) }
    })
    const asking = compared.filter(({ asks }) => asks && !isPlain)
    const same = `${compared.filter(({ isSame }) => isSame).length} of ${compared.length}`
    const kept = isPlain ? '-' : `${asking.filter(({ isRecorded }) => isRecorded).length} of ${asking.length}`
    const told = compared.filter((each) => !each.isSame || (asking.includes(each) && !each.isRecorded))
    if (told.length === 0) return [[title, same, kept, '-', '', '', '']]
    return told.map(({ name, asks, raw, seen, isSame, isRecorded }, index) => [
      ...(index === 0 ? [title, same, kept] : ['', '', '']),
      name,
      ...(isSame ? ['as unwrapped', 'as unwrapped'] : [cell(raw), cell(seen)]),
      asks ? (isRecorded ? 'yes' : 'no') : '-',
    ])
  },
}

/** A check, what was seen, and the mark by which its question is found where it was recorded. */
type MarkedSight = Check & Sight & { readonly mark: string }

async function seeAll(wrap: (client: OpenAI) => OpenAI): Promise<readonly MarkedSight[]> {
  const nextExchange = plainExchanges(CHARACTERS, CHARACTERS)
  const sights: MarkedSight[] = []
  for (const check of CHECKS) {
    const { question } = nextExchange()
    const server = createServer()
    const client = wrap(clientOf(server))
    const sight = await look(check, client, question, server)
    sights.push({ ...check, ...sight, mark: question.slice(0, question.indexOf(':')) })
  }
  return sights
}

function clientOf(server: Server): OpenAI {
  return new OpenAI({ apiKey: 'none', baseURL: `${MODEL_URL}/v1`, fetch: server.fetch, maxRetries: 0 })
}

function cell(text = ''): Row[number] {
  const short = text.length > 70 ? `${text.slice(0, 70)}…` : text
  return short.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
