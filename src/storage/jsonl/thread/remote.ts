import { createAppender, type Appender } from '../appender.ts'
import type { SegmentChainOptions } from '../segment-chain.ts'
import { errorOf, type FromThread, type LaterJob, type NowJob } from './protocol.ts'
import { openSession, type Session } from './sessions.ts'
import type { ThreadFiles } from './thread-files.ts'

type Pending = {
  readonly job: LaterJob | NowJob
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Where the jobs of one store are done: in the thread, or here when that has died. */
export type Remote = {
  readonly send: (job: LaterJob) => Promise<void>
  /** Blocks until the job is done. @throws FinetapError like the job */
  readonly sendNow: (job: NowJob) => void
  /** False as long as nothing was asked. */
  readonly isStarted: () => boolean
  readonly isBusy: () => boolean
  /** Of the files that are written here. */
  readonly committedTo: (name: string) => number | undefined
  readonly end: () => void
}

export function createRemote(options: SegmentChainOptions, files: ThreadFiles): Remote {
  const { onBeat: _, onEnd: __, ...rest } = options
  const calls = createCalls()
  let session: Session | undefined
  let local: Appender | undefined

  function hear(message: FromThread): void {
    files.hear(message)
    tell(message, options)
    if (message.kind === 'answer') calls.answer(message)
    if (calls.isEmpty()) session?.setBusy(false)
  }

  function goOnAlone(): Appender {
    if (local !== undefined) return local
    session = undefined
    files.settle()
    local = createAppender({ ...options, writer: undefined })
    for (const { job, resolve, reject } of calls.takeAll()) doLater(local, job).then(resolve, reject)
    return local
  }

  /** The session, started if need be; undefined when this thread has to do the work itself. */
  function reach(): Session | undefined {
    if (session !== undefined || local !== undefined) return session
    try {
      session = openSession({ onMessage: hear, onDeath: () => void goOnAlone() })
      session.post(0, { kind: 'open', options: rest })
    } catch {
      goOnAlone()
    }
    return session
  }

  function send(job: LaterJob): Promise<void> {
    const reached = reach()
    if (reached === undefined) return doLater(goOnAlone(), job)
    return new Promise((resolve, reject) => {
      reached.post(calls.add({ job, resolve, reject }), job)
      reached.setBusy(true)
    })
  }

  function sendNow(job: NowJob): void {
    const reached = reach()
    if (reached === undefined) return doNow(goOnAlone(), job)
    let failure: unknown
    const number = calls.add({ job, resolve() {}, reject: (error) => (failure = error) })
    let isDone: boolean
    try {
      isDone = reached.postSync(number, job)
    } finally {
      calls.forget(number)
    }
    if (failure !== undefined) throw failure
    if (!isDone) doNow(goOnAlone(), job)
  }

  return {
    send,
    sendNow,
    isStarted: () => session !== undefined || local !== undefined,
    isBusy: () => !calls.isEmpty() || local !== undefined,
    committedTo: (name) => local?.committedTo(name),
    end: () => session?.end(),
  }
}

function tell(message: FromThread, { onBeat, onEnd }: SegmentChainOptions): void {
  if (message.kind === 'beat') onBeat?.()
  else if (message.kind === 'end') onEnd?.(message.name)
}

/** What has had no answer yet, in its order. */
function createCalls() {
  const pending = new Map<number, Pending>()
  let last = 0

  return {
    add(call: Pending): number {
      last += 1
      pending.set(last, call)
      return last
    },
    forget(number: number): void {
      pending.delete(number)
    },
    answer({ number, failure }: Extract<FromThread, { readonly kind: 'answer' }>): void {
      const call = pending.get(number)
      pending.delete(number)
      if (failure === undefined) call?.resolve()
      else call?.reject(errorOf(failure))
    },
    takeAll(): readonly Pending[] {
      const all = [...pending.values()]
      pending.clear()
      return all
    },
    isEmpty: () => pending.size === 0,
  }
}

async function doLater(appender: Appender, job: LaterJob | NowJob): Promise<void> {
  switch (job.kind) {
    case 'append':
      return appender.append(job.records)
    case 'close':
    case 'rotate':
    case 'settle':
      return appender[job.kind]()
    default:
      return doNow(appender, job)
  }
}

function doNow(appender: Appender, job: NowJob): void {
  if (job.kind === 'appendSync') appender.appendSync(job.records)
  else appender.settleSync()
}
