import { cpus, loadavg, totalmem } from 'node:os'
import { spreadOf } from './statistics.ts'
import { decimal } from './table.ts'

/** Where the figures come from, in one line. */
export function describeMachine(): string {
  const [first] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${first?.model ?? 'unknown processor'}, ${cpus().length} cores, ${memory} GiB, Node ${process.version}`
}

/**
 * How fast and how busy the machine is at the moment: what a fixed piece of work takes, and how many threads run or
 * wait. Figures of two runs compare as far as these do.
 */
export function describeMoment(): string {
  return `JSON.stringify of 2 KB ${decimal(stringifyMicros())} µs, load average ${(loadavg()[0] ?? 0).toFixed(2)}`
}

function stringifyMicros(): number {
  const message = { role: 'user', text: 'One plain line of text, as chats have many.\n'.repeat(46) }
  const rounds = Array.from({ length: 50 }, () => {
    const start = performance.now()
    for (let run = 0; run < 200; run += 1) JSON.stringify(message)
    return ((performance.now() - start) * 1_000) / 200
  })
  return spreadOf(rounds).median
}
