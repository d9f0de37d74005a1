import type { FinetapError } from '../../core/errors.ts'
import type { LogEvent } from '../../core/log-event.ts'
import { chainOf } from './chain.ts'
import { createConnections } from './connections.ts'
import { failedAnswer, isBusy, readError, writeError } from './errors.ts'
import { extentOf, pageOf } from './pages.ts'
import type { Answer, Job, Settings } from './protocol.ts'
import { schemaVersion } from './schema.ts'

type Single = Exclude<Job, { kind: 'append' | 'close' }>

/** The thread's side of a store. */
export type Session = {
  /** One answer for each of the calls. What waits together shares a transaction. */
  append(calls: readonly (readonly LogEvent[])[]): Promise<readonly Answer[]>
  answer(job: Single): Promise<Answer>
  readonly close: () => void
}

const DONE: Answer = { kind: 'done' }

export function createSession(settings: Settings): Session {
  const { file } = settings
  const { toWrite, toRead, close } = createConnections(settings)

  async function append(calls: readonly (readonly LogEvent[])[]): Promise<readonly Answer[]> {
    try {
      const writer = await toWrite()
      writer.append(calls)
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

  async function answer(job: Single): Promise<Answer> {
    switch (job.kind) {
      case 'erase':
        return { kind: 'erased', result: (await toWrite()).erase(job.selector, job.reason) }
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
    }
  }

  return {
    append,
    answer: (job) => answer(job).catch((cause: unknown) => failedAnswer(failure(file, job, cause))),
    close,
  }
}

function failure(file: string, { kind }: Single, cause: unknown): FinetapError {
  return kind === 'erase' ? writeError(file, cause) : readError(file, cause)
}
