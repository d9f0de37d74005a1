import { workerData } from 'node:worker_threads'
import { createAppender, type LocalAppender } from '../appender.ts'
import {
  failureOf,
  HAS_ENDED,
  RUNS,
  SYNC_JOBS,
  type FromThread,
  type LaterJob,
  type NowJob,
  type SessionOptions,
  type ThreadData,
  type ToThread,
} from './protocol.ts'

// The thread of `jsonlStore` with `worker: true`: makes lines and writes them, for all such stores of the process.
const { port, signs }: ThreadData = workerData
const sessions = new Map<number, LocalAppender>()

port.on('message', ({ session, number, job }: ToThread) => {
  const appender = sessions.get(session)
  if (job.kind === 'open') return open(session, job.options)
  if (appender === undefined) return
  if (job.kind === 'appendSync' || job.kind === 'settleSync') doNow(appender, job, { session, number })
  else void doLater(appender, job, { session, number })
})
Atomics.store(signs, RUNS, 1)
Atomics.notify(signs, RUNS)
// Whoever is blocked must not wait for one that has ended.
process.on('exit', () => {
  Atomics.store(signs, RUNS, HAS_ENDED)
  Atomics.notify(signs, RUNS)
  Atomics.add(signs, SYNC_JOBS, 1)
  Atomics.notify(signs, SYNC_JOBS)
})

type Asked = Pick<ToThread, 'session' | 'number'>

function open(session: number, options: SessionOptions): void {
  const appender = createAppender({
    ...options,
    onBeat: () => say({ kind: 'beat', session }),
    onEnd: (name) => say({ kind: 'end', session, name }),
    onWhole: (name) => say({ kind: 'whole', session, name }),
  })
  sessions.set(session, appender)
}

async function doLater(appender: LocalAppender, job: LaterJob, { session, number }: Asked): Promise<void> {
  try {
    if (job.kind === 'append') await appender.append(job.records)
    else if (job.kind === 'settle') await appender.settle()
    else if (job.kind === 'rotate') await appender.rotate()
    else await appender.close().finally(() => sessions.delete(session))
    say({ kind: 'answer', session, number, living: appender.living() })
  } catch (error) {
    say({ kind: 'answer', session, number, living: appender.living(), failure: failureOf(error) })
  }
}

/** The other thread is blocked until this is done. */
function doNow(appender: LocalAppender, job: NowJob, { session, number }: Asked): void {
  try {
    if (job.kind === 'appendSync') appender.appendSync(job.records)
    else appender.settleSync()
    say({ kind: 'answer', session, number, living: appender.living() })
  } catch (error) {
    say({ kind: 'answer', session, number, living: appender.living(), failure: failureOf(error) })
  }
  Atomics.add(signs, SYNC_JOBS, 1)
  Atomics.notify(signs, SYNC_JOBS)
}

function say(message: FromThread): void {
  port.postMessage(message)
}
