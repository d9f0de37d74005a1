import type { Message } from '../core/message.ts'
import { apart } from './context.ts'
import type { OpenCall } from './open-call.ts'

/** How often within the idle time it is looked for calls that nobody reads. */
const ROUNDS = 4
/** Node takes a longer time for no time at all. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** The calls of a recorder that have begun and not ended. */
export type OpenCalls = {
  readonly size: number
  add(call: OpenCall): void
  remove(call: OpenCall): void
  /** A call that asks what these messages ask, if there is one. */
  readonly asking: (messages: readonly Message[]) => OpenCall | undefined
  /** Ends those whose signal has fired: nobody waits for what may still come of them. */
  readonly endAborted: () => void
  /** Ends all of them as abandoned: the process ends. */
  readonly abandonAll: () => void
}

/**
 * Keeps the open calls and ends those that nobody has read for `idleMs`, at the latest a quarter of it later. A call
 * whose answer the app waits for is never idle. The timer runs only while calls are open, and keeps no process alive.
 */
export function createOpenCalls(idleMs: number): OpenCalls {
  const calls = new Set<OpenCall>()
  const roundMs = Math.min(Math.max(1, idleMs / ROUNDS), LONGEST_TIMER_MS)
  let timer: NodeJS.Timeout | undefined

  function look(): void {
    for (const call of calls) {
      if (call.isWaiting) continue
      call.idleRounds += 1
      if (call.idleRounds > ROUNDS) call.giveUp('abandoned')
    }
    if (calls.size > 0) return
    clearInterval(timer)
    timer = undefined
  }

  return {
    get size() {
      return calls.size
    },
    add(call) {
      calls.add(call)
      timer ??= apart(() => setInterval(look, roundMs).unref())
    },
    remove(call) {
      calls.delete(call)
    },
    asking(messages) {
      for (const call of calls) if (call.asksInWords(messages)) return call
      return undefined
    },
    endAborted() {
      for (const call of calls) if (call.isAborted) call.giveUp('aborted')
    },
    abandonAll() {
      for (const call of calls) call.giveUp('abandoned')
    },
  }
}
