import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import type { Generation } from '../../src/core/generation.ts'
import { createRecorder } from '../../src/default-recorder.ts'
import type { Recorder } from '../../src/middleware/recorder.ts'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import type { Part } from '../support/part.ts'
import { quantileOf, spreadOf } from '../support/statistics.ts'
import { decimal } from '../support/table.ts'
import { openPino, openWinston } from './loggers.ts'
import { singleTurns } from './turns.ts'

const PER_SECOND = 1_000
const SECONDS = 2
const CHARACTERS = 1_600
const BURST = 64
const BURSTS = 50

type Writer = { readonly write: (turn: Generation) => Promise<void> | void; readonly close: () => Promise<void> }

const WRITERS: Readonly<Record<string, (folder: string) => Promise<Writer>>> = {
  nothing: async () => ({ write: () => {}, close: async () => {} }),
  async finetap(folder) {
    const store = jsonlStore(join(folder, 'log'))
    return { write: (turn) => store.append([turn]), close: () => store.close() }
  },
  async 'finetap, through a recorder'(folder) {
    const recorder = createRecorder({ store: join(folder, 'log'), redact: false, onError: fail })
    return { write: (turn) => capture(recorder, turn), close: () => recorder.close() }
  },
  async pino(folder) {
    const { log, written } = await openPino(join(folder, 'pino.log'))
    return { write: log, close: written }
  },
  async winston(folder) {
    const { log, written } = await openWinston(join(folder, 'winston.log'))
    return { write: log, close: written }
  },
  async appendFile(folder) {
    const file = join(folder, 'plain.jsonl')
    const writing: Promise<void>[] = []
    return {
      write: (turn) => void writing.push(appendFile(file, `${JSON.stringify(turn)}\n`)),
      close: async () => void (await Promise.all(writing)),
    }
  },
}

/** What the thread of the app pays for each turn, and how busy its loop is. */
export const enqueue: Part = {
  name: 'enqueue',
  title: `A steady load: ${PER_SECOND} turns of 2 KB a second`,
  head: ['', 'call p50, µs', 'p99, µs', 'p50 in a burst, µs', 'loop busy', 'above nothing', 'processor, above nothing'],
  note: `Turns come by the clock for ${SECONDS} s, three times, each in turn with nothing; medians. Call: until \`append\`, or the
logger's \`info\`, has returned to the app; at that pace what it needs has left the processor's caches in between. In a burst: ${BURST}
turns at once, ${BURSTS} times. Through a recorder: as adapters do, call and answer in one piece. Loop busy: event-loop utilisation. appendFile: \`fs.promises\`, a line each.`,
  jobs: () =>
    Object.keys(WRITERS)
      .filter((name) => name !== 'nothing')
      .map((name) => ({ part: 'enqueue', case: name })),
  async run({ job, folder }) {
    const name = job.case ?? ''
    const [idle, busy]: [Measured[], Measured[]] = [[], []]
    await measure(name, folder, 1)
    for (let round = 0; round < 3; round += 1) {
      idle.push(await measure('nothing', folder, SECONDS))
      busy.push(await measure(name, folder, SECONDS))
    }
    const middle = (key: keyof Measured): number => spreadOf(busy.map((one) => one[key])).median
    const above = (key: keyof Measured): number =>
      spreadOf(busy.map((one, round) => one[key] - (idle[round]?.[key] ?? Number.NaN))).median
    return [
      [
        name,
        decimal(middle('p50')),
        decimal(middle('p99')),
        decimal(middle('burst')),
        percent(middle('loop')),
        percent(above('loop')),
        percent(above('processor')),
      ],
    ]
  },
}

type Measured = {
  readonly p50: number
  readonly p99: number
  readonly burst: number
  readonly loop: number
  readonly processor: number
}

async function measure(name: string, folder: string, seconds: number): Promise<Measured> {
  const open = WRITERS[name]
  if (open === undefined) throw new Error(`there is no writer ${name}`)
  const writer = await open(folder)
  const turns = Array.from({ length: seconds * PER_SECOND }, singleTurns(CHARACTERS))
  const micros = new Float64Array(turns.length)
  const before = performance.eventLoopUtilization()
  const processor = process.cpuUsage()
  const start = performance.now()
  let begun = 0
  while (begun < turns.length) {
    const due = Math.min(turns.length, ((performance.now() - start) * PER_SECOND) / 1_000)
    for (; begun < due; begun += 1) {
      const turn = turns[begun]
      if (turn === undefined) break
      micros[begun] = timeOf(writer, turn)
    }
    await pause(1)
  }
  const { utilization } = performance.eventLoopUtilization(before)
  const elapsed = performance.now() - start
  const { user, system } = process.cpuUsage(processor)
  const burst = await measureBursts(writer)
  await writer.close()
  const all = [...micros]
  return {
    p50: quantileOf(all, 0.5),
    p99: quantileOf(all, 0.99),
    burst,
    loop: utilization,
    processor: (user + system) / 1_000 / elapsed,
  }
}

async function measureBursts(writer: Writer): Promise<number> {
  const next = singleTurns(CHARACTERS)
  const micros: number[] = []
  for (let burst = 0; burst < BURSTS; burst += 1) {
    const turns = Array.from({ length: BURST }, next)
    for (const turn of turns) micros.push(timeOf(writer, turn))
    await pause(5)
  }
  return quantileOf(micros, 0.5)
}

/** In microseconds, until the call has returned. */
function timeOf(writer: Writer, turn: Generation): number {
  const called = performance.now()
  const written = writer.write(turn)
  const micros = (performance.now() - called) * 1_000
  // Whoever drops a promise would not hear of a failure.
  if (written instanceof Promise) written.catch(fail)
  return micros
}

/** What an adapter does with a call, as one piece. */
function capture(recorder: Recorder, { request, response, source, operation, stream, model }: Generation): void {
  const call = recorder.begin({ source, operation, stream, model, request: () => request })
  call?.end(() => ({ status: 'ok', response }))
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

function fail(error: unknown): never {
  console.error(error)
  process.exit(1)
}
