import { join } from 'node:path'
import type { Generation } from '../../src/core/generation.ts'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import type { Part, Workplace } from '../support/part.ts'
import { spread, times, whole, type Row } from '../support/table.ts'
import { openPino, openWinston, type Logger } from './loggers.ts'
import { measureRates, type RateContestant } from './rates.ts'
import { singleTurns, type Letters } from './turns.ts'

type Size = { readonly title: string; readonly characters: number; readonly letters: Letters; readonly turns: number }

const SIZES: readonly Size[] = [
  { title: '2 KB', characters: 1_600, letters: 'Latin', turns: 2_000 },
  { title: '2 KB, 東京', characters: 1_600, letters: 'wide', turns: 2_000 },
  { title: '20 KB', characters: 19_600, letters: 'Latin', turns: 300 },
]
const ROUNDS = 11
/** As many turns as the recorder hands over at once when it is busy. */
const AT_ONCE = 64
const FIRST = 'JSON.stringify'
const OURS = 'finetap'

/** How fast turns are written down. */
export const append: Part = {
  name: 'append',
  title: 'Turns a second, written to a file',
  head: ['turns of', '', 'turns/s', 'best', `of ${FIRST}`, 'finetap is'],
  note: `${FIRST} alone writes nothing: it is the limit. finetap: \`jsonlStore\` as it comes, with its checksums, ${AT_ONCE} turns an
append. Loggers write the same records as lines of JSON without waiting for the disk. Medians, quartiles in brackets; shares
within the same round. No turn shares its history with another.`,
  jobs: () => SIZES.map(({ title }) => ({ part: 'append', case: title })),
  async run({ job, folder }) {
    const size = SIZES.find(({ title }) => title === job.case)
    if (size === undefined) throw new Error(`there is no size ${job.case}`)
    const { contestants, close } = await openAll(size, folder)
    const rates = await measureRates(contestants, { units: size.turns, rounds: ROUNDS })
    await close()
    const ours = rates.get(OURS)?.perSecond.median ?? Number.NaN
    const rows: Row[] = []
    for (const [name, { perSecond, best, ofFirst }] of rates) {
      const title = rows.length === 0 ? size.title : ''
      const faster = name === FIRST || name === OURS ? '-' : times(ours / perSecond.median)
      rows.push([title, name, whole(perSecond.median), whole(best), spread(ofFirst), faster])
    }
    return rows
  },
}

async function openAll(
  size: Size,
  folder: Workplace['folder'],
): Promise<{ contestants: readonly RateContestant[]; close: () => Promise<void> }> {
  const nextTurn = singleTurns(size.characters, size.letters)
  const batch = (): readonly Generation[] => Array.from({ length: size.turns }, nextTurn)
  const store = jsonlStore(join(folder, 'log'))
  const loggers = { pino: await openPino(join(folder, 'pino.log')), winston: await openWinston(join(folder, 'w.log')) }
  const contestants: RateContestant[] = [
    { name: FIRST, prepare: () => stringify(batch()) },
    {
      name: OURS,
      prepare() {
        const turns = batch()
        return async () => {
          for (let from = 0; from < turns.length; from += AT_ONCE) await store.append(turns.slice(from, from + AT_ONCE))
        }
      },
    },
    ...Object.entries(loggers).map(([name, logger]) => ({ name, prepare: () => logAll(logger, batch()) })),
  ]
  return { contestants, close: () => store.close() }
}

function stringify(turns: readonly Generation[]): () => Promise<void> {
  return async () => {
    let characters = 0
    for (const turn of turns) characters += JSON.stringify(turn).length
    if (characters === 0) throw new Error('nothing was made')
  }
}

function logAll({ log, written }: Logger, turns: readonly Generation[]): () => Promise<void> {
  return async () => {
    for (const [index, turn] of turns.entries()) {
      log(turn)
      // A logger that is never waited for keeps everything in memory.
      if (index % AT_ONCE === AT_ONCE - 1) await written()
    }
    await written()
  }
}
