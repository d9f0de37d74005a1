import type { FinetapError } from '../../core/errors.ts'
import type { LogEvent } from '../../core/log-event.ts'
import { chainOf } from './chain.ts'
import { createConnections } from './connections.ts'
import { failedAnswer, isBusy, readError, writeError } from './errors.ts'
import { extentOf, pageOf } from './pages.ts'
import { whileBusy } from './patience.ts'
import type { Answer, Job, Settings } from './protocol.ts'
import { schemaVersion } from './schema.ts'
import { createThread } from './thread.ts'

/** The thread's side of a store. Nothing is asked of it before the last answer was given. */
export type Session = {
  /** One answer for each of the calls. What waits together shares a transaction. */
  append(calls: readonly (readonly LogEvent[])[]): Promise<readonly Answer[]>
  answer(job: Job): Promise<Answer>
}

const DONE: Answer = { kind: 'done' }

export function createSession(settings: Settings): Session {
  const { file, busyTimeoutMs } = settings
  const { toWrite, toRead, close } = createConnections(settings)
  // To overwrite what was erased takes as long as to write the whole database: all other stores would wait for that.
  const eraser = settings.erasesHere ? undefined : createThread({ ...settings, erasesHere: true })

  async function append(calls: readonly (readonly LogEvent[])[]): Promise<readonly Answer[]> {
    try {
      await whileBusy(busyTimeoutMs, async () => (await toWrite()).append(calls))
      return calls.map(() => DONE)
    } catch (cause) {
      const error = writeError(file, cause)
      const isAboutAll = isBusy(cause) || error.code === 'store_unwritable'
      if (calls.length === 1 || isAboutAll) return calls.map(() => failedAnswer(error))
    }
    // What is wrong with one of them is not the fault of the others.
    const answers: Answer[] = []
    for (const call of calls) answers.push(...(await append([call])))
    return answers
  }

  async function answer(job: Job): Promise<Answer> {
    if (eraser !== undefined && isErasing(job)) return eraser.call(job)
    switch (job.kind) {
      case 'append':
        return (await append([job.events]))[0] ?? DONE
      case 'erase':
        return { kind: 'erased', result: await (await toWrite()).erase(job.selector, job.reason) }
      case 'extent': {
        const db = await toRead()
        const isNew = schemaVersion(db, file, 'source_unreadable') === 0
        return { kind: 'extent', extent: isNew ? { first: 0, last: 0 } : extentOf(db, job.wanted) }
      }
      case 'page':
        return { kind: 'page', page: pageOf(await toRead(), file, job.query) }
      case 'chain':
        return { kind: 'chain', bodies: chainOf(await toRead(), job.id) }
      case 'flush':
        return DONE
      case 'close':
        await eraser?.close()
        await close()
        return DONE
    }
  }

  return {
    append,
    answer: (job) =>
      whileBusy(busyTimeoutMs, () => answer(job)).catch((cause: unknown) => failedAnswer(failure(file, job, cause))),
  }
}

/** Whether rows may have to be removed for it. */
export function isErasing(job: Job): boolean {
  return job.kind === 'erase' || (job.kind === 'append' && job.events.some(({ type }) => type === 'erasure'))
}

function failure(file: string, { kind }: Job, cause: unknown): FinetapError {
  return kind === 'erase' || kind === 'append' ? writeError(file, cause) : readError(file, cause)
}
