import { workerData } from 'node:worker_threads'
import { giveLifeSign } from './life-sign.ts'
import { createOutbox } from './outbox.ts'
import {
  CHANGES,
  HAS_ENDED,
  RUNS,
  STATE,
  type Asked,
  type FromThread,
  type Protocol,
  type ThreadData,
  type ToThread,
} from './protocol.ts'

/** How a thread speaks to those whom it serves. */
export type Replies<Talk extends Protocol> = {
  readonly answer: (asked: Asked, answer: Talk['answer']) => void
  readonly tell: (session: number, news: Talk['news']) => void
}

/** Makes this thread one that `createSharedThread` has started: it hears the jobs of all sessions, in their order. */
export function serve<Talk extends Protocol>(hear: (job: Talk['job'], asked: Asked) => void): Replies<Talk> {
  const { port, signs }: ThreadData = workerData
  const outbox = createOutbox<FromThread<Talk>>((messages) => {
    port.postMessage(messages)
    // Behind the message: whoever is blocked looks for it then.
    Atomics.add(signs, CHANGES, 1)
    Atomics.notify(signs, CHANGES)
  }, queueMicrotask)

  port.on('message', (messages: readonly ToThread<Talk>[]) => {
    for (const { job, session, number } of messages) hear(job, { session, number })
  })
  giveLifeSign(signs)
  Atomics.store(signs, STATE, RUNS)
  Atomics.notify(signs, STATE)
  // Whoever is blocked must not wait for one that has ended.
  process.on('exit', () => {
    outbox.flush()
    Atomics.store(signs, STATE, HAS_ENDED)
    Atomics.notify(signs, STATE)
    Atomics.add(signs, CHANGES, 1)
    Atomics.notify(signs, CHANGES)
  })

  return {
    answer: ({ session, number }, answer) => outbox.push({ session, number, answer }),
    tell: (session, news) => outbox.push({ session, news }),
  }
}
