import { apart } from './context.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
type Signal = (typeof SIGNALS)[number]

/**
 * Runs `beforeEnd` when a signal is about to end the process, and then lets the same signal end it.
 *
 * Our listener stands only where the app has none: it leaves when another one is added and comes back when that is
 * removed. So libraries that look whether they are the only listener see what they would see without us, and a signal
 * that the app handles, ignores or raises again does what it would do without us.
 */
export function watchSignals(beforeEnd: () => Promise<void>): void {
  for (const signal of SIGNALS) watchSignal(signal, beforeEnd)
}

function watchSignal(signal: Signal, beforeEnd: () => Promise<void>): void {
  let isEnding = false
  let isLeaving = false

  function listener(): void {
    // Whoever sends it twice does not want to wait.
    if (isEnding) return end()
    isEnding = true
    beforeEnd().then(end, end)
  }

  function end(): void {
    process.off('removeListener', removed)
    process.off(signal, listener)
    process.kill(process.pid, signal)
  }

  function added(name: string | symbol, other: unknown): void {
    // A moment later, when the other one stands: Node stops to listen when the last listener goes.
    if (name === signal && other !== listener) queueMicrotask(leave)
  }

  function leave(): void {
    if (process.listenerCount(signal) < 2) return
    isLeaving = true
    process.off(signal, listener)
    isLeaving = false
  }

  // Whoever removes all listeners removes ours by the way: then nobody else listens either.
  function removed(name: string | symbol, other: unknown): void {
    if (name !== signal) return
    if (other !== listener) stand()
    else if (!isLeaving) queueMicrotask(stand)
  }

  function stand(): void {
    // What listens holds the context in which it began to: not that of the call of now, for ever.
    if (process.listenerCount(signal) === 0) apart(() => process.on(signal, listener))
  }

  process.on('newListener', added)
  process.on('removeListener', removed)
  stand()
}
