import type { Asked } from '../../thread/protocol.ts'
import { serve } from '../../thread/serve.ts'
import { createAppender, type LocalAppender } from '../writing/appender.ts'
import { appendFailure, type AppenderTalk, type LaterJob, type NowJob, type SessionOptions } from './protocol.ts'

// The thread of `jsonlStore` with `worker: true`: makes lines and writes them, for all such stores of the process.
const sessions = new Map<number, LocalAppender>()

const { answer, tell } = serve<AppenderTalk>((job, asked) => {
  const appender = sessions.get(asked.session)
  if (job.kind === 'open') return open(asked.session, job.options)
  if (appender === undefined) return
  if (job.kind === 'appendSync' || job.kind === 'settleSync') doNow(appender, job, asked)
  else void doLater(appender, job, asked)
})

function open(session: number, options: SessionOptions): void {
  const appender = createAppender({
    ...options,
    onBeat: () => tell(session, { kind: 'beat' }),
    onEnd: (name) => tell(session, { kind: 'end', name }),
    onWhole: (name) => tell(session, { kind: 'whole', name }),
  })
  sessions.set(session, appender)
}

async function doLater(appender: LocalAppender, job: LaterJob, asked: Asked): Promise<void> {
  try {
    if (job.kind === 'append') await appender.append(job.records)
    else if (job.kind === 'settle') await appender.settle()
    else if (job.kind === 'rotate') await appender.rotate()
    else await appender.close().finally(() => sessions.delete(asked.session))
    answer(asked, { living: appender.living() })
  } catch (error) {
    answer(asked, { living: appender.living(), failure: appendFailure(error) })
  }
}

/** The other thread is blocked until this is answered. */
function doNow(appender: LocalAppender, job: NowJob, asked: Asked): void {
  try {
    if (job.kind === 'appendSync') appender.appendSync(job.records)
    else appender.settleSync()
    answer(asked, { living: appender.living() })
  } catch (error) {
    answer(asked, { living: appender.living(), failure: appendFailure(error) })
  }
}
