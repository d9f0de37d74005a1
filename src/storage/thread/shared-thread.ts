import { AsyncLocalStorage } from 'node:async_hooks'
import { hasEnded } from './life-sign.ts'
import type { Protocol } from './protocol.ts'
import { setBusy, startThread, takeCall, waitFor, type Asking, type Call, type Running } from './running.ts'

export type { Call } from './running.ts'
export { SYNC_MS } from './running.ts'

export type SessionOptions<Talk extends Protocol> = {
  /** What the thread is told first. */
  readonly opening: Talk['job']
  readonly onNews?: (news: Talk['news']) => void
  /** The thread has died, or never started: nothing more will be answered, and `end` gives what was not. */
  readonly onDeath: (reason: string) => void
}

export type SyncAnswer<Talk extends Protocol> =
  | { readonly kind: 'answered'; readonly answer: Talk['answer'] }
  /** The thread was not there any more. */
  | { readonly kind: 'ended' }
  /** It took longer than two seconds, and may do it yet. */
  | { readonly kind: 'late' }

/** A store's share of the thread. The process lives on as long as it waits for an answer. */
export type Session<Talk extends Protocol> = {
  /** The job is sent at the end of this turn of the event loop, with all others. It holds plain values only. */
  readonly call: (call: Call<Talk>) => void
  /** Blocks until the job is done. */
  readonly callSync: (job: Talk['job']) => SyncAnswer<Talk>
  /** Blocks until all jobs so far are done. */
  readonly settleSync: () => 'done' | 'ended' | 'late'
  readonly isBusy: () => boolean
  /** Lets go of the thread. Gives the calls that have had no answer, in their order. */
  readonly end: () => readonly Call<Talk>[]
}

/** A thread that all stores of one kind share. It starts with the first session, and anew when it has died. */
export type SharedThread<Talk extends Protocol> = {
  /** Throws when the thread cannot be started. */
  readonly openSession: (options: SessionOptions<Talk>) => Session<Talk>
  /** For tests: ends the thread in the middle of whatever it does. Resolves when it has ended. */
  readonly kill: () => Promise<void>
}

/** So long does a thread wait for another session before it ends. */
const IDLE_MS = 1_000

// What belongs to the call that happens to start the thread must not stay with it.
const apart = AsyncLocalStorage.snapshot()

/** `entry` is a module that calls `serve`. */
export function createSharedThread<Talk extends Protocol>(entry: URL): SharedThread<Talk> {
  let running: Running<Talk> | undefined
  let sessions = 0

  function started(): Running<Talk> {
    if (running !== undefined && !hasEnded(running.signs)) return running
    const thread: Running<Talk> = apart(() => startThread(entry, () => forget(thread)))
    running = thread
    return thread
  }

  function forget(thread: Running<Talk>): void {
    if (running === thread) running = undefined
  }

  function endWhenIdle(thread: Running<Talk>): void {
    if (thread.sessions.size > 0) return
    const timer = setTimeout(() => {
      if (thread.sessions.size > 0 || running !== thread) return
      forget(thread)
      thread.port.close()
    }, IDLE_MS)
    timer.unref()
  }

  return {
    openSession(options) {
      const thread = started()
      const session = (sessions += 1)
      return createSession({ thread, session, endWhenIdle }, options)
    },
    async kill() {
      await running?.worker.terminate()
    },
  }
}

/** Where a thread's module lies: the sources run as they are, what is published has been compiled. */
export function entryBeside(moduleUrl: string, name: string): URL {
  return new URL(`./${name}.${moduleUrl.endsWith('.ts') ? 'ts' : 'js'}`, moduleUrl)
}

type Place<Talk extends Protocol> = {
  readonly thread: Running<Talk>
  readonly session: number
  readonly endWhenIdle: (thread: Running<Talk>) => void
}

function createSession<Talk extends Protocol>(
  { thread, session, endWhenIdle }: Place<Talk>,
  { opening, onNews, onDeath }: SessionOptions<Talk>,
): Session<Talk> {
  const { outbox } = thread
  const calls: Asking<Talk>['calls'] = new Map()
  let last = 0

  function call(made: Call<Talk>): number {
    last += 1
    calls.set(last, made)
    if (calls.size === 1) setBusy(thread, session, true)
    outbox.push({ session, number: last, job: made.job })
    return last
  }

  thread.sessions.set(session, { calls, onNews, onDeath })
  outbox.push({ session, number: 0, job: opening })

  return {
    call,
    callSync(job) {
      let given: (() => SyncAnswer<Talk>) | undefined
      const number = call({
        job,
        resolve: (answer) => (given = () => ({ kind: 'answered', answer })),
        reject(error) {
          given = () => {
            throw error
          }
        },
      })
      const kind = waitFor(thread, () => given !== undefined)
      if (kind === 'done' && given !== undefined) return given()
      takeCall(thread, { session, number })
      return { kind: kind === 'ended' ? 'ended' : 'late' }
    },
    settleSync: () => (calls.size === 0 ? 'done' : waitFor(thread, () => calls.size === 0)),
    isBusy: () => calls.size > 0,
    end() {
      const unanswered = [...calls.values()]
      calls.clear()
      thread.sessions.delete(session)
      setBusy(thread, session, false)
      endWhenIdle(thread)
      return unanswered
    },
  }
}
