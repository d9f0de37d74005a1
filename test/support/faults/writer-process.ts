import { writeSync } from 'node:fs'
import { openStore } from './open-store.ts'
import { turnOf } from './turns.ts'

// Run as a child process: appends turns in bursts until it is killed, kills itself or has given all. It says on standard output `g 12`
// before turn 11 is given, `a 11` when its promise has resolved, `r 11` when it was rejected.
const [kind = '', place = '', writer = '', burst = '1', turns = '0', segmentBytes = '', url = '', diesAt = ''] =
  process.argv.slice(2)
const store = await openStore(kind, {
  place,
  url,
  ...(segmentBytes === '' ? {} : { segmentBytes: Number(segmentBytes) }),
})
let acknowledged = 0
const total = Number(turns)
for (let next = 0; next < total;) {
  const end = Math.min(total, next + Number(burst))
  say('g', end)
  const appends = []
  for (; next < end; next += 1) appends.push(give(next))
  await Promise.all(appends)
}
await store.close()

async function give(number: number): Promise<void> {
  try {
    await store.append([turnOf(writer, number)])
    say('a', number)
    acknowledged += 1
    // Before anything else can happen: what was acknowledged too early is lost.
    if (acknowledged === Number(diesAt)) process.kill(process.pid, 'SIGKILL')
  } catch {
    say('r', number)
  }
}

/** At once: what is said is known to the parent, even if the process is killed now. */
function say(what: string, number: number): void {
  writeSync(1, `${what} ${number}\n`)
}
