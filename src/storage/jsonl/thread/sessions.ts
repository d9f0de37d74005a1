import { AsyncLocalStorage } from 'node:async_hooks'
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads'
import { FinetapError } from '../../../core/errors.ts'
import { HAS_ENDED, RUNS, SYNC_JOBS, type FromThread, type Job, type ThreadData } from './protocol.ts'

export type SessionListener = {
  readonly onMessage: (message: FromThread) => void
  /** The thread has died, or never started: nothing more will be answered. */
  readonly onDeath: () => void
}

/** A store's share of the thread. */
export type Session = {
  /** The job holds plain values only. */
  readonly post: (number: number, job: Job) => void
  /**
   * Blocks until the job is done; its answer has been given to the listener then.
   *
   * @returns false when the thread has ended
   * @throws FinetapError `store_failed` when that takes longer than two seconds.
   */
  readonly postSync: (number: number, job: Job) => boolean
  /** Whether the process has to live on for it. */
  readonly setBusy: (isBusy: boolean) => void
  readonly end: () => void
}

type Running = {
  readonly worker: Worker
  readonly port: MessagePort
  readonly signs: Int32Array
  readonly listeners: Map<number, SessionListener>
  readonly busy: Set<number>
  syncJobs: number
}

const SYNC_MS = 2_000
/** On a busy machine a thread takes its time to start; this is not counted. */
const START_MS = 8_000

// The thread is that of all stores: what belongs to the call that happens to start it must not stay with it.
const apart = AsyncLocalStorage.snapshot()
let running: Running | undefined
let sessions = 0

/** Starts the thread if it does not run. Throws when it cannot be started. */
export function openSession(listener: SessionListener): Session {
  const thread = (running ??= apart(startThread))
  const session = (sessions += 1)
  thread.listeners.set(session, listener)

  const { port } = thread

  function post(number: number, job: Job): void {
    try {
      port.postMessage({ session, number, job })
    } catch {
      // A proxy cannot be sent, although what it shows can.
      port.postMessage({ session, number, job: JSON.parse(JSON.stringify(job)) })
    }
  }

  return {
    post,
    postSync(number, job) {
      post(number, job)
      thread.syncJobs += 1
      return waitFor(thread)
    },
    setBusy(isBusy) {
      if (isBusy) thread.busy.add(session)
      else thread.busy.delete(session)
      holdProcess(thread)
    },
    end() {
      thread.listeners.delete(session)
      thread.busy.delete(session)
      holdProcess(thread)
    },
  }
}

function startThread(): Running {
  const { port1: port, port2 } = new MessageChannel()
  const signs = new Int32Array(new SharedArrayBuffer(8))
  const workerData: ThreadData = { port: port2, signs }
  // The sources run as they are; what is published has been compiled.
  const name = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js'
  const worker = new Worker(new URL(name, import.meta.url), { workerData, transferList: [port2], execArgv: [] })
  const started: Running = { worker, port, signs, listeners: new Map(), busy: new Set(), syncJobs: 0 }
  port.on('message', (message: FromThread) => hear(started, message))
  // Whoever waits for an answer keeps the process alive, an idle thread does not.
  worker.unref()
  port.unref()
  worker.on('error', () => {})
  worker.on('exit', () => {
    if (running === started) running = undefined
    drain(started)
    for (const { onDeath } of started.listeners.values()) onDeath()
    port.close()
  })
  return started
}

// The thread too: when it dies, somebody is still to hear of that.
function holdProcess({ busy, port, worker }: Running): void {
  for (const handle of [port, worker]) {
    if (busy.size > 0) handle.ref()
    else handle.unref()
  }
}

function hear({ listeners }: Running, message: FromThread): void {
  listeners.get(message.session)?.onMessage(message)
}

function drain(thread: Running): void {
  for (;;) {
    const received: { readonly message: FromThread } | undefined = receiveMessageOnPort(thread.port)
    if (received === undefined) return
    hear(thread, received.message)
  }
}

function waitFor(thread: Running): boolean {
  const { signs, syncJobs } = thread
  Atomics.wait(signs, RUNS, 0, START_MS)
  const end = performance.now() + SYNC_MS
  for (let done = Atomics.load(signs, SYNC_JOBS); done < syncJobs; done = Atomics.load(signs, SYNC_JOBS)) {
    if (Atomics.load(signs, RUNS) === HAS_ENDED) return false
    const left = end - performance.now()
    if (left > 0 && Atomics.wait(signs, SYNC_JOBS, done, left) !== 'timed-out') continue
    throw new FinetapError('store_failed', {
      what: `The log did not take what was left within ${SYNC_MS / 1_000} seconds`,
      why: 'its thread is stuck, or the disk is slow',
      fix: 'call close() before the process ends',
    })
  }
  drain(thread)
  return Atomics.load(signs, RUNS) !== HAS_ENDED
}

/** For tests: ends the thread in the middle of whatever it does. Resolves when it has ended. */
export async function killThread(): Promise<void> {
  await running?.worker.terminate()
}
