import type { OpenAI } from 'openai'
import { wrapOpenAI } from '../../../src/adapters/openai/index.ts'
import { createRecorder } from '../../../src/index.ts'
import { memoryStore } from '../../../src/storage/memory.ts'
import { openaiRival } from '../../rivals/openai/index.ts'
import type { Workplace } from '../../support/part.ts'
import { seenBy } from '../../support/stub.ts'

/** A wrap whose behaviour is looked at. */
export type WrapUnderTest = {
  readonly title: string
  readonly wrap: (client: OpenAI) => OpenAI
  /** Everything that was recorded, as text. */
  readonly recorded: () => Promise<string>
}

/** The wrap that a job is about. */
export async function openWrap({ job, stub }: Workplace): Promise<WrapUnderTest> {
  if (job.case === 'unwrapped') return { title: 'unwrapped', wrap: (client) => client, recorded: async () => '' }
  if (job.case === 'finetap') return finetapWrap()
  const { title, open } = openaiRival(job.rival)
  const { wrap, flush } = await open(stub)
  return { title, wrap, recorded: () => flush().then(async () => (await seenBy(stub)).marks.join(' ')) }
}

function finetapWrap(): WrapUnderTest {
  const store = memoryStore()
  const recorder = createRecorder({ store })
  return {
    title: 'finetap wrapOpenAI',
    wrap: (client) => wrapOpenAI(client, { recorder }),
    async recorded() {
      await recorder.close()
      const events: unknown[] = []
      for await (const event of store.read()) events.push(event)
      return JSON.stringify(events)
    },
  }
}
