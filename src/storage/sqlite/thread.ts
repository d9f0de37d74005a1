import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads'
import { FinetapError } from '../../core/errors.ts'
import { failedAnswer, reasonOf, threadError } from './errors.ts'
import type { Answer, Job, NumberedAnswer, NumberedJob, Settings, ThreadData } from './protocol.ts'

/** A thread that works off jobs in their order. It starts with the first job, and anew when it has died. */
export type Thread = {
  readonly call: (job: Job) => Promise<Answer>
  /**
   * Blocks until the job is answered, and all before it are.
   *
   * @throws FinetapError `store_failed` when that takes longer than two seconds.
   */
  readonly callSync: (job: Job) => Answer
  /** Like `callSync`, without a job of its own. */
  readonly settleSync: () => void
  readonly isBusy: () => boolean
  /** Ends the thread when all jobs are done. */
  readonly close: () => Promise<void>
}

type Running = {
  readonly worker: Worker
  readonly port: MessagePort
  readonly done: Int32Array
  readonly waiting: Map<number, (answer: Answer) => void>
  sent: number
}

const SYNC_MS = 2_000
/** On a busy machine a thread takes its time to start; this is not counted. */
const START_MS = 8_000

export function createThread(settings: Settings): Thread {
  let running: Running | undefined

  function start(): Running {
    const { port1: port, port2 } = new MessageChannel()
    const done = new Int32Array(new SharedArrayBuffer(8))
    const workerData: ThreadData = { settings, port: port2, done }
    const worker = startWorker(settings.file, workerData)
    const started: Running = { worker, port, done, waiting: new Map(), sent: 0 }
    port.on('message', (answers: readonly NumberedAnswer[]) => settle(started, answers))
    // An app that has nothing left to do ends, although a store is open.
    worker.unref()
    port.unref()
    let reason = 'it has ended'
    worker.on('error', (error) => (reason = reasonOf(error)))
    worker.on('exit', () => {
      if (running === started) running = undefined
      drain(started)
      const answer = failedAnswer(threadError(settings.file, reason))
      settle(
        started,
        [...started.waiting.keys()].map((number) => ({ number, answer })),
      )
      port.close()
    })
    return started
  }

  function send(job: Job, resolve: (answer: Answer) => void): Running {
    running ??= start()
    const number = running.sent + 1
    post(running.port, { number, job })
    running.sent = number
    running.waiting.set(number, resolve)
    running.port.ref()
    return running
  }

  function settleSync(): void {
    if (running !== undefined && running.waiting.size > 0) waitFor(running, settings.file)
  }

  return {
    call: (job) => new Promise((resolve) => send(job, resolve)),
    callSync(job) {
      let answer: Answer | undefined
      waitFor(
        send(job, (given) => (answer = given)),
        settings.file,
      )
      return answer ?? failedAnswer(threadError(settings.file, 'it gave no answer'))
    },
    settleSync,
    isBusy: () => running !== undefined && running.waiting.size > 0,
    async close() {
      if (running === undefined) return
      const { worker } = running
      const ended = new Promise((resolve) => worker.once('exit', resolve))
      await new Promise<Answer>((resolve) => send({ kind: 'close' }, resolve))
      running = undefined
      worker.ref()
      await ended
    },
  }
}

function startWorker(file: string, workerData: ThreadData): Worker {
  // The sources run as they are; what is published has been compiled.
  const name = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js'
  try {
    return new Worker(new URL(name, import.meta.url), { workerData, transferList: [workerData.port], execArgv: [] })
  } catch (cause) {
    throw threadError(file, reasonOf(cause), cause)
  }
}

function post(port: MessagePort, { number, job }: NumberedJob): void {
  try {
    port.postMessage({ number, job })
  } catch {
    // A proxy cannot be sent, although what it shows can.
    port.postMessage({ number, job: JSON.parse(JSON.stringify(job)) })
  }
}

function settle({ waiting, port }: Running, answers: readonly NumberedAnswer[]): void {
  for (const { number, answer } of answers) {
    waiting.get(number)?.(answer)
    waiting.delete(number)
  }
  if (waiting.size === 0) port.unref()
}

function drain(running: Running): void {
  for (;;) {
    const received = receiveMessageOnPort(running.port)
    if (received === undefined) return
    settle(running, received.message)
  }
}

function waitFor(running: Running, file: string): void {
  const { done, sent } = running
  Atomics.wait(done, 1, 0, START_MS)
  const end = performance.now() + SYNC_MS
  for (let last = Atomics.load(done, 0); last < sent; last = Atomics.load(done, 0)) {
    const left = end - performance.now()
    if (left <= 0 || Atomics.wait(done, 0, last, left) === 'timed-out') throw tooLong(file)
  }
  drain(running)
}

function tooLong(file: string): FinetapError {
  return new FinetapError('store_failed', {
    what: `The database ${file} did not take what was left within ${SYNC_MS / 1_000} seconds`,
    why: 'another process holds it, or the disk is slow',
    fix: 'call close() before the process ends, or find what holds the database',
  })
}
