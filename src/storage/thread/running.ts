import { existsSync } from 'node:fs'
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads'
import { hasEnded } from './life-sign.ts'
import { realTime } from '../../core/real-time.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import {
  CHANGES,
  SIGNS,
  STATE,
  type Asked,
  type FromThread,
  type Protocol,
  type ThreadData,
  type ToThread,
} from './protocol.ts'

export type Call<Talk extends Protocol> = {
  readonly job: Talk['job']
  readonly resolve: (answer: Talk['answer']) => void
  /** When the job cannot be sent. */
  readonly reject: (error: unknown) => void
}

/** A session as the thread that asks knows it. */
export type Asking<Talk extends Protocol> = {
  /** What has had no answer yet, by its number and in its order. */
  readonly calls: Map<number, Call<Talk>>
  readonly onNews: ((news: Talk['news']) => void) | undefined
  readonly onDeath: (reason: string) => void
}

/** A thread that has been started. */
export type Running<Talk extends Protocol> = {
  readonly worker: Worker
  readonly port: MessagePort
  readonly signs: Int32Array
  readonly sessions: Map<number, Asking<Talk>>
  /** The sessions that wait for an answer. */
  readonly busy: Set<number>
  readonly outbox: Outbox<ToThread<Talk>>
}

/** How long a caller is blocked at most. */
export const SYNC_MS = 2_000
/** A thread that is ended wakes nobody: so often is it looked for. */
const LOOK_MS = 20
/** On a busy machine a thread takes its time to start; this is not counted. */
const START_MS = 8_000

/**
 * `onEnd` is called before the sessions hear of it.
 *
 * @throws Error when there is no such module, as in a bundle that was made without it
 */
export function startThread<Talk extends Protocol>(entry: URL, onEnd: () => void): Running<Talk> {
  // A thread without its module dies, but whoever is blocked then hears nothing of that for seconds.
  if (entry.protocol === 'file:' && !existsSync(entry)) throw new Error(`there is no file ${entry.pathname}`)
  const { port1: port, port2 } = new MessageChannel()
  const signs = new Int32Array(new SharedArrayBuffer(4 * SIGNS))
  const workerData: ThreadData = { port: port2, signs }
  const worker = new Worker(entry, { workerData, transferList: [port2], execArgv: [] })
  // Behind what happens in this turn of the event loop: the app goes on first.
  const outbox = createOutbox<ToThread<Talk>>((messages) => post(started, messages), realTime.next)
  const started: Running<Talk> = { worker, port, signs, sessions: new Map(), busy: new Set(), outbox }
  port.on('message', (messages: readonly FromThread<Talk>[]) => hear(started, messages))
  // Whoever waits for an answer keeps the process alive, an idle thread does not.
  worker.unref()
  port.unref()
  let reason = 'it has ended'
  worker.on('error', (error) => (reason = error instanceof Error ? error.message : String(error)))
  worker.on('exit', () => {
    onEnd()
    drain(started)
    for (const { onDeath } of started.sessions.values()) onDeath(reason)
    port.close()
  })
  return started
}

/** Whether the process has to live on for a session. */
export function setBusy<Talk extends Protocol>(
  { busy, port, worker }: Running<Talk>,
  session: number,
  isBusy: boolean,
): void {
  const before = busy.size
  if (isBusy) busy.add(session)
  else busy.delete(session)
  if (busy.size > 0 === before > 0) return
  // The thread too: when it dies, somebody is still to hear of that.
  for (const handle of [port, worker]) {
    if (busy.size > 0) handle.ref()
    else handle.unref()
  }
}

/** The call, for which nobody waits from now on; undefined when it has had its answer. */
export function takeCall<Talk extends Protocol>(
  thread: Running<Talk>,
  { session, number }: Asked,
): Call<Talk> | undefined {
  const calls = thread.sessions.get(session)?.calls
  const call = calls?.get(number)
  calls?.delete(number)
  if (calls?.size === 0) setBusy(thread, session, false)
  return call
}

/** Blocks until `isDone`, for two seconds at most; answers are given meanwhile. */
export function waitFor<Talk extends Protocol>(
  thread: Running<Talk>,
  isDone: () => boolean,
): 'done' | 'ended' | 'late' {
  const { signs, outbox } = thread
  outbox.flush()
  Atomics.wait(signs, STATE, 0, START_MS)
  const end = performance.now() + SYNC_MS
  for (;;) {
    // Before looking for answers: those that come later change it again.
    const isOver = hasEnded(signs)
    const changes = Atomics.load(signs, CHANGES)
    drain(thread)
    if (isDone()) return 'done'
    if (isOver) return 'ended'
    const left = end - performance.now()
    if (left <= 0) return 'late'
    Atomics.wait(signs, CHANGES, changes, Math.min(left, LOOK_MS))
  }
}

function hear<Talk extends Protocol>(thread: Running<Talk>, messages: readonly FromThread<Talk>[]): void {
  for (const message of messages) {
    if ('news' in message) thread.sessions.get(message.session)?.onNews?.(message.news)
    else takeCall(thread, message)?.resolve(message.answer)
  }
}

function drain<Talk extends Protocol>(thread: Running<Talk>): void {
  for (;;) {
    const received: { readonly message: readonly FromThread<Talk>[] } | undefined = receiveMessageOnPort(thread.port)
    if (received === undefined) return
    hear(thread, received.message)
  }
}

function post<Talk extends Protocol>(thread: Running<Talk>, messages: readonly ToThread<Talk>[]): void {
  const { port } = thread
  try {
    port.postMessage(messages)
  } catch {
    for (const message of messages) postAlone(thread, message)
  }
}

function postAlone<Talk extends Protocol>(thread: Running<Talk>, message: ToThread<Talk>): void {
  const { port } = thread
  try {
    port.postMessage([message])
  } catch {
    try {
      // A proxy cannot be sent, although what it shows can.
      port.postMessage([JSON.parse(JSON.stringify(message))])
    } catch (error) {
      takeCall(thread, message)?.reject(error)
    }
  }
}
