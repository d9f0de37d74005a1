import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { FAULTS } from './faults.ts'
import { startLife, type Life } from './life.ts'
import { judge } from './verdict.ts'

// `node test/soak/soak.ts --minutes 60 --rate 50 --store jsonl --minute-ms 60000`: an app that records for so long, with a
// fault every minute, and exact accounts at the end. Ends with code 1 on any breach, and then keeps the log.
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    rate: { type: 'string', default: '50' },
    store: { type: 'string', default: 'jsonl' },
    /** Which of the faults, by name and in turn (default: all of them). */
    faults: { type: 'string', default: Object.keys(FAULTS).join() },
    /** How long a minute takes: less for a quick look. */
    'minute-ms': { type: 'string', default: '60000' },
  },
})
const PATIENCE_MS = 30_000
const minuteMs = Number(values['minute-ms'])
const perSecond = Number(values.rate)
const kind = values.store
const names = values.faults.split(',')
const place = await mkdtemp(join(tmpdir(), 'finetap-soak-'))
const lives: Life[] = []
const breaches: string[] = []
let life = await begin()

for (let minute = 0; minute < Number(values.minutes); minute += 1) {
  const until = performance.now() + minuteMs
  await pause(minuteMs / 3)
  const name = names[minute % names.length] ?? ''
  const done = await FAULTS[name]?.({ kind, place, life, lastMs: Math.min(4_000, minuteMs / 4), number: minute })
  if (done?.breach !== undefined) breaches.push(`minute ${minute + 1}, ${name}: ${done.breach}`)
  if (done?.restart === true) life = await begin()
  await pause(Math.max(0, until - performance.now()))
  say(`minute ${minute + 1}: ${name}: ${done?.told} | ${stateOf(life)}`)
}
const final = life.next('final')
life.wish({ what: 'end' })
await Promise.race([final, pause(PATIENCE_MS)])
if (life.reports.at(-1)?.type !== 'final') breaches.push(`${life.writer} did not end`)
life.process.kill('SIGKILL')
await life.ended
const verdict = await judge(kind, place, lives)
breaches.push(...verdict.breaches)
say(tableOf(verdict.rows))
const total = verdict.rows.reduce((sum, { given }) => sum + given, 0)
say(`${total} calls, ${verdict.rows.length} processes, ${breaches.length} breaches`)
for (const breach of breaches) say(`BREACH ${breach}`)
if (breaches.length === 0) await rm(place, { recursive: true })
else say(`the log is kept in ${place}`)
process.exitCode = breaches.length === 0 ? 0 : 1

async function begin(): Promise<Life> {
  const begun = startLife({ kind, place, writer: `life${lives.length}`, perSecond })
  lives.push(begun)
  await begun.next('report')
  return begun
}

function stateOf({ writer, reports }: Life): string {
  const { given, written, dropped, queued, rss, descriptors } = reports.at(-1) ?? {}
  const memory = `${((rss ?? 0) / 1_000_000).toFixed(0)} MB, ${descriptors} descriptors`
  return `${writer} ${given} given, ${written} written, dropped ${JSON.stringify(dropped)}, ${queued} queued, ${memory}`
}

function tableOf(rows: readonly object[]): string {
  const columns = Object.keys(rows[0] ?? {})
  const cells = [columns, ...rows.map((row) => columns.map((name) => String(Reflect.get(row, name))))]
  const widths = columns.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  return cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n')
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
