import type { Answer, Job } from './protocol.ts'
import { isErasing, type Session } from './session.ts'

/** So many calls share a transaction at most: others want to write too. */
const GROUP = 500

/** The jobs of one store, which are done in their order; those of other stores come in between. */
export type JobQueue = { readonly push: (number: number, job: Job) => void }

type NumberedJob = { readonly number: number; readonly job: Job }

/** `reply` is called once for each job, in their order. */
export function createJobQueue(session: Session, reply: (number: number, answer: Answer) => void): JobQueue {
  const waiting: NumberedJob[] = []
  let isRunning = false

  async function run(): Promise<void> {
    isRunning = true
    while (waiting.length > 0) {
      const jobs = waiting.splice(0, groupLength(waiting))
      const answers = await answersTo(session, jobs)
      for (const [index, answer] of answers.entries()) reply(jobs[index]?.number ?? 0, answer)
      // Others have their turn, and what is to be appended by now shares the next transaction.
      if (waiting.length > 0) await new Promise((resolve) => setImmediate(resolve))
    }
    isRunning = false
  }

  return {
    push(number, job) {
      waiting.push({ number, job })
      if (!isRunning) void run()
    },
  }
}

async function answersTo(session: Session, jobs: readonly NumberedJob[]): Promise<readonly Answer[]> {
  const [first] = jobs
  if (first === undefined) return []
  if (!isShareable(first)) return [await session.answer(first.job)]
  return session.append(jobs.flatMap(({ job }) => (job.kind === 'append' ? [job.events] : [])))
}

/** How many jobs at the head can be done at once. */
function groupLength(waiting: readonly NumberedJob[]): number {
  const end = waiting.slice(0, GROUP).findIndex((job) => !isShareable(job))
  return end === -1 ? GROUP : Math.max(1, end)
}

function isShareable({ job }: NumberedJob): boolean {
  return job.kind === 'append' && !isErasing(job)
}
