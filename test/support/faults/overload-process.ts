import { setImmediate as nextLoop } from 'node:timers/promises'
import { writeSync } from 'node:fs'
import { createRecorder } from '../../../src/middleware/recorder.ts'
import { record } from './call.ts'
import { openStore } from './open-store.ts'

// Run as a child process with a small heap: an app that makes far more calls than the store can take. It says on standard
// output what its recorder counted.
const [kind = '', place = '', calls = '0'] = process.argv.slice(2)
const store = await openStore(kind, { place, segmentBytes: 8_000_000 })
// A store of a tenth of the rate: a pause behind each write.
const slow = {
  ...store,
  async append(events: Parameters<typeof store.append>[0]) {
    await store.append(events)
    await new Promise((resolve) => setTimeout(resolve, 20))
  },
}
const recorder = createRecorder({ store: slow, onError() {}, queue: { bytes: 4_000_000 } })
let most = { count: 0, bytes: 0 }
for (let number = 0; number < Number(calls); number += 1) {
  record(recorder, `call ${number}`, 2_000)
  const { queued } = recorder.stats()
  if (queued.bytes > most.bytes) most = queued
  if (number % 100 === 99) await nextLoop()
}
await recorder.close()
writeSync(1, `${JSON.stringify({ most, stats: recorder.stats() })}\n`)
