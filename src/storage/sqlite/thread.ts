import { FinetapError } from '../../core/errors.ts'
import { createSharedThread, entryBeside, SYNC_MS, type Session } from '../thread/shared-thread.ts'
import { failedAnswer, reasonOf, threadError } from './errors.ts'
import type { Answer, Job, Settings, StoreTalk } from './protocol.ts'

/** Works off the jobs of one store in their order, in the thread of all of them. */
export type Thread = {
  readonly call: (job: Job) => Promise<Answer>
  /**
   * Blocks until the job is answered, and all before it are.
   *
   * @throws FinetapError `store_failed` when that takes longer than two seconds.
   */
  readonly callSync: (job: Job) => Answer
  /** Like `callSync`, without a job of its own. */
  readonly settleSync: () => void
  readonly isBusy: () => boolean
  /** Lets go of the database when all jobs are done. */
  readonly close: () => Promise<void>
}

const shared = createSharedThread<StoreTalk>(entryBeside(import.meta.url, 'worker'))

/** Nothing is started before the first job; a job after `close` starts anew. */
export function createThread(settings: Settings): Thread {
  const { file } = settings
  let session: Session<StoreTalk> | undefined
  let closing: Promise<void> | undefined

  function reach(): Session<StoreTalk> {
    if (session !== undefined) return session
    try {
      const opened = shared.openSession({
        opening: { kind: 'open', settings },
        onDeath(reason) {
          if (session === opened) session = undefined
          const answer = failedAnswer(threadError(file, reason))
          for (const { resolve } of opened.end()) resolve(answer)
        },
      })
      session = opened
      return opened
    } catch (cause) {
      throw threadError(file, reasonOf(cause), cause)
    }
  }

  function callSync(job: Job): Answer {
    const done = reach().callSync(job)
    if (done.kind === 'answered') return done.answer
    if (done.kind === 'late') throw tooLong(file)
    return failedAnswer(threadError(file, 'it has ended'))
  }

  function call(job: Job): Promise<Answer> {
    return closing === undefined ? callOf(reach(), job) : closing.then(() => call(job))
  }

  async function leave(left: Session<StoreTalk>): Promise<void> {
    await callOf(left, { kind: 'close' })
    left.end()
    session = undefined
    closing = undefined
  }

  return {
    call,
    callSync,
    settleSync() {
      if (session?.settleSync() === 'late') throw tooLong(file)
    },
    isBusy: () => session?.isBusy() === true,
    async close() {
      if (session !== undefined) closing ??= leave(session)
      return closing
    },
  }
}

/** For tests: ends the thread in the middle of whatever it does. */
export function killThread(): Promise<void> {
  return shared.kill()
}

function callOf(session: Session<StoreTalk>, job: Job): Promise<Answer> {
  return new Promise((resolve, reject) => session.call({ job, resolve, reject }))
}

function tooLong(file: string): FinetapError {
  return new FinetapError('store_failed', {
    what: `The database ${file} did not take what was left within ${SYNC_MS / 1_000} seconds`,
    why: 'another process holds it, or the disk is slow',
    fix: 'call close() before the process ends, or find what holds the database',
  })
}
