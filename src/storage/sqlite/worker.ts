import { receiveMessageOnPort, workerData } from 'node:worker_threads'
import type { Job, NumberedAnswer, NumberedJob, ThreadData } from './protocol.ts'
import { createSession } from './session.ts'

/** So many calls share a transaction at most: others want to write too. */
const GROUP = 500

type Append = Extract<Job, { kind: 'append' }>

// Node warns that its SQLite is experimental. The app has not asked for it by that name.
process.removeAllListeners('warning')

const { settings, port, done }: ThreadData = workerData
const session = createSession(settings)
const waiting: NumberedJob[] = []
let isRunning = false

Atomics.store(done, 1, 1)
Atomics.notify(done, 1)

port.on('message', (job: NumberedJob) => {
  waiting.push(job)
  if (!isRunning) void run()
})

async function run(): Promise<void> {
  isRunning = true
  for (let first = next(); first !== undefined; first = next()) {
    const { number, job } = first
    if (job.kind === 'append') await appendGroup(number, job)
    else if (job.kind === 'close') {
      close(number)
      return
    } else reply([{ number, answer: await session.answer(job) }])
  }
  isRunning = false
}

function next(): NumberedJob | undefined {
  for (let received = receiveMessageOnPort(port); received !== undefined; received = receiveMessageOnPort(port)) {
    waiting.push(received.message)
  }
  return waiting.shift()
}

async function appendGroup(first: number, { events }: Append): Promise<void> {
  const calls = [events]
  for (let job = waiting[0]?.job; job?.kind === 'append' && calls.length < GROUP; job = waiting[0]?.job) {
    calls.push(job.events)
    waiting.shift()
  }
  const answers = await session.append(calls)
  reply(answers.map((answer, index) => ({ number: first + index, answer })))
}

function close(number: number): void {
  session.close()
  reply([{ number, answer: { kind: 'done' } }])
  port.close()
}

// First the answers, then the number: who waits for it finds them there.
function reply(answers: readonly NumberedAnswer[]): void {
  port.postMessage(answers)
  Atomics.store(done, 0, answers.at(-1)?.number ?? 0)
  Atomics.notify(done, 0)
}
