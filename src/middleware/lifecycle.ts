import { realTime } from '../core/real-time.ts'
import { isMainThread } from 'node:worker_threads'
import { noteExit } from './error-handler.ts'
import { watchSignals } from './signals.ts'

/** What has something to lose when the process ends. None of it throws. */
export type Participant = {
  /** Ends the calls that are open, with what has arrived of them. */
  readonly abandonAll: () => void
  /** Resolves when all that waits is written, or given up. */
  readonly drain: () => Promise<void>
  /** Writes what waits before it returns, if the store can. */
  readonly drainNow: () => void
}

/** A signal ends the process after this many milliseconds at the latest. */
const LONGEST_DRAIN_MS = 2_000

// On globalThis, so that two copies of the package write side by side, within one limit, not one behind the other.
const KEY = Symbol.for('finetap.lifecycle.v1')

/**
 * Sees to it that what is captured is written when the process ends: behind its last turn of the event loop, in
 * `process.exit()`, after an uncaught exception, and on SIGINT, SIGTERM and SIGHUP. A signal that the app does not
 * handle ends the process by the same signal as without finetap; one that it handles is left to it.
 */
export function joinLifecycle(participant: Participant): void {
  participants().add(participant)
}

export function leaveLifecycle(participant: Participant): void {
  participants().delete(participant)
}

let known: Set<Participant> | undefined

function participants(): Set<Participant> {
  return (known ??= findParticipants())
}

function findParticipants(): Set<Participant> {
  const shared: unknown = Reflect.get(globalThis, KEY)
  if (isParticipants(shared)) return shared
  const created = new Set<Participant>()
  Reflect.set(globalThis, KEY, created)
  watchProcess(created)
  return created
}

function watchProcess(all: ReadonlySet<Participant>): void {
  function abandonAll(): void {
    for (const participant of all) participant.abandonAll()
  }
  function drainNow(): void {
    for (const participant of all) participant.drainNow()
  }
  async function drain(): Promise<void> {
    const drained = Promise.all([...all].map((participant) => participant.drain()))
    let stop: (() => void) | undefined
    const late = new Promise<void>((resolve) => (stop = realTime.after(LONGEST_DRAIN_MS, resolve)))
    await Promise.race([drained, late])
    stop?.()
  }

  // Nothing is left that could read on. What waits keeps the event loop going until it is written.
  process.on('beforeExit', abandonAll)
  process.on('exit', () => {
    noteExit()
    abandonAll()
    drainNow()
  })
  // Worker threads get no signals.
  if (!isMainThread) return
  watchSignals(async () => {
    abandonAll()
    await drain()
    noteExit()
    abandonAll()
    drainNow()
  })
}

function isParticipants(value: unknown): value is Set<Participant> {
  return value instanceof Set
}
