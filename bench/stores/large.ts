import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import type { Generation } from '../../src/core/generation.ts'
import { textMessage } from '../../src/core/message.ts'
import { jsonlStore, type JsonlStoreOptions } from '../../src/storage/jsonl/index.ts'
import type { Part } from '../support/part.ts'
import { spreadOf } from '../support/statistics.ts'
import { decimal } from '../support/table.ts'
import { createProse } from '../support/text.ts'
import { openPino, openWinston } from './loggers.ts'
import { singleTurns } from './turns.ts'

type Writer = { readonly log: (turn: Generation) => void; readonly written: () => Promise<void> }

const ROUNDS = 5
const SIZES = { '1 MB': 1_000_000, '50 MB': 50_000_000 } as const

const WRITERS: Readonly<Record<string, (folder: string) => Promise<Writer>>> = {
  finetap: async (folder) => finetap(folder, {}),
  'finetap, worker': async (folder) => finetap(folder, { worker: true }),
  pino: (folder) => openPino(join(folder, 'pino.log')),
  winston: (folder) => openWinston(join(folder, 'winston.log')),
}

/** How long one large turn holds up the app. */
export const large: Part = {
  name: 'large',
  title: 'One large turn',
  head: ['turn of', '', 'call, ms', 'loop held up, ms', 'until written, ms'],
  note: `Call: until \`append\`, or the logger's \`info\`, has returned. Loop held up: the longest delay of the event loop until the
turn is written. Medians of ${ROUNDS} turns, none of which shares its history with another.`,
  jobs: () =>
    Object.keys(SIZES).flatMap((size) =>
      Object.keys(WRITERS).map((name) => ({ part: 'large', case: `${size}: ${name}` })),
    ),
  async run({ job, folder }) {
    const [size = '', name = ''] = (job.case ?? '').split(': ')
    const characters = new Map<string, number>(Object.entries(SIZES)).get(size)
    const open = WRITERS[name]
    if (characters === undefined || open === undefined) throw new Error(`there is no case ${job.case}`)
    const writer = await open(folder)
    const next = largeTurns(characters)
    await measure(writer, singleTurns(2_000)())
    const measured: Measured[] = []
    for (let round = 0; round < ROUNDS; round += 1) measured.push(await measure(writer, next()))
    const middle = (key: keyof Measured): string => decimal(spreadOf(measured.map((one) => one[key])).median)
    return [[size, name, middle('call'), middle('held'), middle('written')]]
  },
}

type Measured = { readonly call: number; readonly held: number; readonly written: number }

async function measure({ log, written }: Writer, turn: Generation): Promise<Measured> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  await pause(20)
  delay.enable()
  await pause(5)
  delay.reset()
  // Its first sample is what the others are counted from.
  await pause(5)
  const start = performance.now()
  log(turn)
  const called = performance.now() - start
  await written()
  const done = performance.now() - start
  // What held up the loop shows at its next sample.
  await pause(5)
  delay.disable()
  return { call: called, held: delay.max / 1e6, written: done }
}

/** Turns with an answer of so many letters. */
function largeTurns(characters: number): () => Generation {
  const small = singleTurns(2_000)
  const prose = createProse(characters)(100_000)
  const text = prose.repeat(Math.ceil(characters / prose.length)).slice(0, characters)
  return () => {
    // As parsed from a body: no string is one that was seen before, and none is a rope.
    const answer = textMessage('assistant', Buffer.from(text, 'latin1').toString('latin1'))
    return { ...small(), response: { messages: [answer], finishReason: 'stop' } }
  }
}

function finetap(folder: string, options: JsonlStoreOptions): Writer {
  const store = jsonlStore(join(folder, 'log'), options)
  let latest: Promise<void> = Promise.resolve()
  return {
    log: (turn) => void (latest = store.append([turn])),
    written: () => latest,
  }
}
