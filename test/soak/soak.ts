import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { CONTROLS, FAULTS } from './faults.ts'
import { startLife, type Life } from './life.ts'
import { say, stateOf, tableOf } from './say.ts'
import { judge } from './verdict.ts'

// `node test/soak/soak.ts --minutes 60 --rate 50 --store jsonl --minute-ms 60000`: an app of two processes that record for
// so long, with a fault every minute, and exact accounts at the end. The first process lives for all of the time, the
// other one is killed now and then. Ends with code 1 on any breach, and then keeps the log.
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    /** Calls a second, of both processes together. */
    rate: { type: 'string', default: '50' },
    store: { type: 'string', default: 'jsonl' },
    /** Which of the faults, by name and in turn (default: all of them). */
    faults: { type: 'string', default: Object.keys(FAULTS).join() },
    /** How long a minute takes: less for a quick look. */
    'minute-ms': { type: 'string', default: '60000' },
  },
})
const PATIENCE_MS = 60_000
const minutes = Number(values.minutes)
const minuteMs = Number(values['minute-ms'])
const kind = values.store
const names = values.faults.split(',')
const faults = { ...FAULTS, ...CONTROLS }
const unknown = names.filter((name) => faults[name] === undefined)
if (unknown.length > 0) throw new Error(`no fault is called ${unknown.join()}: there are ${Object.keys(faults).join()}`)
// A lowdb log is that of one process.
const isAlone = kind === 'lowdb'
const perSecond = Number(values.rate) / (isAlone ? 1 : 2)
const place = await mkdtemp(join(tmpdir(), 'finetap-soak-'))
const lives: Life[] = []
const breaches: string[] = []
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void interrupt())

try {
  await soak()
  const verdict = await judge(kind, place, lives)
  breaches.push(...verdict.breaches)
  say(tableOf(verdict.rows))
  account(verdict.rows)
} catch (error) {
  breaches.push(`the soak itself failed: ${error instanceof Error ? error.stack : String(error)}`)
}
for (const breach of breaches) say(`BREACH ${breach}`)
say(`${breaches.length} breaches`)
await endAll()
if (breaches.length === 0) await rm(place, { recursive: true })
else say(`the log is kept in ${place}`)
process.exitCode = breaches.length === 0 ? 0 : 1

async function soak(): Promise<void> {
  let elder = await begin()
  let younger = isAlone ? elder : await begin()
  for (let minute = 0; minute < minutes; minute += 1) {
    const until = performance.now() + minuteMs
    await pause(minuteMs / 3)
    const name = names[minute % names.length] ?? ''
    // The elder suffers all but death.
    const life = name === 'kill' || Math.floor(minute / names.length) % 2 === 1 ? younger : elder
    const lastMs = Math.min(4_000, minuteMs / 4)
    const done = await faults[name]?.({ kind, place, life, lastMs, number: minute })
    if (done?.breach !== undefined) breaches.push(`minute ${minute + 1}, ${name}: ${done.breach}`)
    if (name === 'kill') younger = await begin()
    if (isAlone) elder = younger
    for (const one of [elder, younger]) requireAlive(one)
    await pause(Math.max(0, until - performance.now()))
    say(`minute ${minute + 1}, ${life.writer}: ${done?.told} | ${stateOf(elder)}`)
  }
  await Promise.all([...new Set([elder, younger])].map(finish))
}

async function begin(): Promise<Life> {
  const begun = startLife({ kind, place, writer: `life${lives.length}`, perSecond })
  lives.push(begun)
  await begun.until(() => begun.reports.length > 0, PATIENCE_MS)
  return begun
}

function requireAlive({ writer, hasEnded }: Life): void {
  if (hasEnded()) throw new Error(`${writer} has ended by itself`)
}

async function finish(life: Life): Promise<void> {
  life.wish({ what: 'end' })
  const isClosed = await life.until(() => life.reports.at(-1)?.type === 'final', PATIENCE_MS)
  if (!isClosed) breaches.push(`${life.writer} did not close`)
  if (!(await life.until(life.hasEnded, PATIENCE_MS))) breaches.push(`${life.writer} did not end by itself`)
  else if (life.process.exitCode !== 0) breaches.push(`${life.writer} ended with ${life.process.exitCode}`)
}

function account(rows: Awaited<ReturnType<typeof judge>>['rows']): void {
  const sum = (count: 'given' | 'readable' | 'erased' | 'dropped' | 'lost') =>
    rows.reduce((total, row) => total + row[count], 0)
  const found = `${sum('readable')} readable + ${sum('erased')} erased + ${sum('dropped')} dropped`
  say(`${sum('given')} calls of ${rows.length} processes = ${found} + ${sum('lost')} in the queues of killed processes`)
}

async function endAll(): Promise<void> {
  for (const life of lives) life.process.kill('SIGKILL')
  await Promise.all(lives.map(({ ended }) => ended))
}

async function interrupt(): Promise<void> {
  await endAll()
  await rm(place, { recursive: true, force: true })
  process.exit(130)
}
