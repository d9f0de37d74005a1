import { serve } from '../../../src/storage/thread/serve.ts'
import type { EchoTalk } from './talk.ts'

// Answers with what it is told, and with how many jobs came in the same message.
let together = 0
let isCounting = false

const { answer, tell } = serve<EchoTalk>((job, asked) => {
  together = isCounting ? together + 1 : 1
  if (!isCounting) queueMicrotask(() => (isCounting = false))
  isCounting = true
  if (job.kind === 'open') tell(asked.session, `opened by ${job.text}`)
  else if (job.kind === 'echo') answer(asked, { text: job.text, place: together })
  else if (job.kind === 'later') setTimeout(() => answer(asked, { text: job.text, place: 1 }), job.ms)
  else if (job.kind === 'throw') throw new Error(job.text)
  else process.exit()
})
