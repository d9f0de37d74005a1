import { serve } from '../thread/serve.ts'
import { createJobQueue, type JobQueue } from './job-queue.ts'
import type { Answer, Job, StoreTalk } from './protocol.ts'
import { createSession } from './session.ts'

// The thread of all sqlite stores of a process. It has one of its own, with this same module, where rows are erased.

// Node warns that its SQLite is experimental. The app has not asked for it by that name.
process.removeAllListeners('warning')

const queues = new Map<number, JobQueue>()

const { answer } = serve<StoreTalk>((job, { session, number }) => {
  if (job.kind === 'open') {
    const reply = (replied: number, given: Answer): void => answer({ session, number: replied }, given)
    queues.set(session, createJobQueue(createSession(job.settings), reply))
  } else give(session, number, job)
})

function give(session: number, number: number, job: Job): void {
  queues.get(session)?.push(number, job)
  if (job.kind === 'close') queues.delete(session)
}
