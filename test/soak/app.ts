import { readdirSync, writeSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Message } from '../../src/core/message.ts'
import { createRecorder } from '../../src/middleware/recorder.ts'
import { breakDisk } from '../support/faults/broken-disk.ts'
import { record } from '../support/faults/call.ts'
import { openStore } from '../support/faults/open-store.ts'
import { shiftClock } from './clock.ts'
import { callName, CONVERSATION, conversationOf } from './names.ts'
import type { AppReport, AppWish } from './protocol.ts'

// Run as a child process of the soak: an app that makes so many calls a second, and suffers what its parent wishes. It
// says `g 12` on standard output before call 11, and how it is once a second.
const [kind = '', place = '', writer = '', perSecond = '50'] = process.argv.slice(2)
const TICK_MS = 20
const SEGMENT_BYTES = 1_000_000
const ANSWER = 800

const store = await openStore(kind, { place, segmentBytes: SEGMENT_BYTES })
const recorder = createRecorder({ store, onError() {} })
const began = performance.now()
// Not the one that a full disk will refuse.
const say = writeSync
const collect = collector()
let given = 0
let history: readonly Message[] = []
const ticking = setInterval(tick, TICK_MS)
const reporting = setInterval(() => tell('report'), 1_000)
process.on('message', (wish: AppWish) => void suffer(wish))
// Without the soak there is nobody to end it.
process.on('disconnect', () => process.exit())

function tick(): void {
  const due = Math.floor(((performance.now() - began) / 1_000) * Number(perSecond))
  for (const end = Math.min(due, given + Number(perSecond)); given < end;) call(given)
}

function call(number: number): void {
  given += 1
  say(1, `g ${given}\n`)
  if (number % CONVERSATION === 0) history = []
  const conversationId = conversationOf(writer, number)
  history = record(recorder, callName(writer, number), ANSWER, { conversationId, history })
}

async function suffer(wish: AppWish): Promise<void> {
  if (wish.what === 'full disk') {
    const disk = breakDisk((name) => (name.startsWith('write') || name.startsWith('open') ? 'ENOSPC' : undefined))
    setTimeout(disk.restore, wish.ms)
  } else if (wish.what === 'clock') {
    shiftClock(wish.ms)
  } else if (wish.what === 'erase') {
    await recorder.flush()
    const result = await store.erase({ conversationId: wish.conversation }).catch(() => undefined)
    process.send?.({ type: 'erased', conversation: wish.conversation, hidden: result?.hidden ?? -1 })
  } else {
    clearInterval(ticking)
    clearInterval(reporting)
    await recorder.close()
    process.removeAllListeners('disconnect')
    tell('final')
    process.disconnect()
  }
}

function collector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}

function tell(type: 'report' | 'final'): void {
  collect()
  const { written, dropped, queued, active } = recorder.stats()
  const report: AppReport = {
    type,
    given,
    written,
    dropped,
    queued: queued.count,
    active,
    rss: process.memoryUsage.rss(),
    heap: process.memoryUsage().heapUsed,
    descriptors: readdirSync('/proc/self/fd').length,
  }
  process.send?.(report)
}
