import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { createRecorder } from '../../../src/middleware/recorder.ts'
import { record } from './call.ts'
import { openStore } from './open-store.ts'

// Run as a child process: an app that makes so many calls in one go for each of the stores, and then ends in the way
// that was asked for. Where it is killed it waits before that until the first half is written.
const [place = '', way = 'natural', count = '0', ...kinds] = process.argv.slice(2)
const calls = Number(count)
const isKilled = way === 'SIGKILL' || way === 'abort'
const stores = await Promise.all(kinds.map((kind) => openStore(kind, { place: join(place, kind) })))
const recorders = stores.map((store) => createRecorder({ store, onError: say }))

const half = isKilled ? calls / 2 : 0
make(0, half)
if (isKilled) {
  await Promise.all(recorders.map((recorder) => recorder.flush()))
  for (const recorder of recorders) say(`written ${recorder.stats().written}`)
}
make(half, calls)
end()

function make(from: number, to: number): void {
  for (let number = from; number < to; number += 1) {
    for (const recorder of recorders) record(recorder, `call ${number}`, 400)
  }
}

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
