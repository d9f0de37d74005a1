import { writeSync } from 'node:fs'
import { createRecorder } from '../../../src/middleware/recorder.ts'
import { record } from './call.ts'
import { openStore } from './open-store.ts'

// Run as a child process: an app that makes 1,000 calls in one go and then ends in the way that was asked for. Where it is
// killed it waits before that until the first half is written.
const [kind = '', place = '', way = 'natural', url = ''] = process.argv.slice(2)
const CALLS = 1_000
const isKilled = way === 'SIGKILL' || way === 'abort'
const recorder = createRecorder({ store: await openStore(kind, { place, url }), onError: say })

const half = isKilled ? CALLS / 2 : 0
for (let number = 0; number < half; number += 1) record(recorder, `call ${number}`, 400)
if (isKilled) {
  await recorder.flush()
  say(`written ${recorder.stats().written}`)
}
for (let number = half; number < CALLS; number += 1) record(recorder, `call ${number}`, 400)
end()

function end(): void {
  if (way === 'exit') process.exit(3)
  if (way === 'abort') process.abort()
  if (way === 'exception') throw new Error('the app broke')
  if (way === 'rejection') void Promise.reject(new Error('the app broke'))
  if (!way.startsWith('SIG')) return
  // A server: only the signal ends it.
  setInterval(() => {}, 1_000)
  process.kill(process.pid, way)
}

function say(what: unknown): void {
  writeSync(1, `${String(what)}\n`)
}
