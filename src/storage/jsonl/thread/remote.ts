import { FinetapError } from '../../../core/errors.ts'
import { errorOf } from '../../../core/failure.ts'
import { createSharedThread, entryBeside, SYNC_MS, type Session } from '../../thread/shared-thread.ts'
import { createAppender, type Appender } from '../writing/appender.ts'
import type { SegmentChainOptions } from '../writing/segment-chain.ts'
import type { AppenderTalk, LaterJob, News, NowJob, Outcome } from './protocol.ts'
import type { ThreadFiles } from './thread-files.ts'

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

const thread = createSharedThread<AppenderTalk>(entryBeside(import.meta.url, 'worker'))

export function createRemote(options: SegmentChainOptions, files: ThreadFiles): Remote {
  const { onBeat: _, onEnd: __, ...rest } = options
  let session: Session<AppenderTalk> | undefined
  let local: Appender | undefined

  function goOnAlone(): Appender {
    if (local !== undefined) return local
    const unanswered = session?.end() ?? []
    session = undefined
    files.settle()
    local = createAppender({ ...options, writer: undefined })
    for (const { job, resolve, reject } of unanswered) {
      doLater(local, job).then(() => resolve({ living: [] }), reject)
    }
    return local
  }

  /** The session, started if need be; undefined when this thread has to do the work itself. */
  function reach(): Session<AppenderTalk> | undefined {
    if (session !== undefined || local !== undefined) return session
    try {
      session = thread.openSession({
        opening: { kind: 'open', options: rest },
        onNews: (news) => hear(news, options, files),
        onDeath: () => void goOnAlone(),
      })
    } catch {
      goOnAlone()
    }
    return session
  }

  async function send(job: LaterJob): Promise<void> {
    const reached = reach()
    if (reached === undefined) return doLater(goOnAlone(), job)
    const failure = await new Promise<FinetapError | undefined>((resolve, reject) => {
      reached.call({ job, resolve: (outcome) => resolve(failureIn(outcome, files)), reject })
    })
    if (failure !== undefined) throw failure
  }

  function sendNow(job: NowJob): void {
    const reached = reach()
    if (reached === undefined) return doNow(goOnAlone(), job)
    const done = reached.callSync(job)
    if (done.kind === 'late') throw tooLate()
    if (done.kind === 'ended') return doNow(goOnAlone(), job)
    const failure = failureIn(done.answer, files)
    if (failure !== undefined) throw failure
  }

  return {
    send,
    sendNow,
    isStarted: () => session !== undefined || local !== undefined,
    isBusy: () => session?.isBusy() === true || local !== undefined,
    committedTo: (name) => local?.committedTo(name),
    end: () => void session?.end(),
  }
}

function hear(news: News, { onBeat, onEnd }: SegmentChainOptions, files: ThreadFiles): void {
  if (news.kind === 'beat') onBeat?.()
  else if (news.kind === 'end') onEnd?.(news.name)
  else files.hearWhole(news.name)
}

function failureIn({ living, failure }: Outcome, files: ThreadFiles): FinetapError | undefined {
  files.hearLiving(living)
  return failure === undefined ? undefined : errorOf(failure)
}

/** For tests: ends the thread in the middle of whatever it does. */
export function killThread(): Promise<void> {
  return thread.kill()
}

async function doLater(appender: Appender, job: AppenderTalk['job']): Promise<void> {
  switch (job.kind) {
    case 'append':
      return appender.append(job.records)
    case 'close':
    case 'rotate':
    case 'settle':
      return appender[job.kind]()
    case 'appendSync':
    case 'settleSync':
      return doNow(appender, job)
    case 'open':
  }
}

function doNow(appender: Appender, job: NowJob): void {
  if (job.kind === 'appendSync') appender.appendSync(job.records)
  else appender.settleSync()
}

function tooLate(): FinetapError {
  return new FinetapError('store_failed', {
    what: `The log did not take what was left within ${SYNC_MS / 1_000} seconds`,
    why: 'its thread is stuck, or the disk is slow',
    fix: 'call close() before the process ends',
  })
}
