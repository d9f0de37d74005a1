import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repository, runCommand } from '../support/repository.ts'
import { temporaryFolder } from './support/building.ts'

const HEAP_MEGABYTES = 80
const CONVERSATIONS = 6_000
const TURNS = 3
const CHARACTERS = 6_000

/** A process with a small heap that makes up a log of about 210 MB of records, all conversations side by side. */
function script(ending: string): string {
  return `
    import { assistant, generation, second, user } from ${JSON.stringify(join(import.meta.dirname, 'support/generations.ts'))}
    import { buildDataset } from ${JSON.stringify(join(repository, 'src/datasets.ts'))}
    const text = (seed) => (seed + ' is what we talk about. ').repeat(${CHARACTERS} / 2 / 32).slice(0, ${CHARACTERS} / 2)
    function* log() {
      for (let turn = 0; turn < ${TURNS}; turn += 1) {
        for (let chat = 0; chat < ${CONVERSATIONS}; chat += 1) {
          const messages = []
          for (let past = 0; past <= turn; past += 1) {
            messages.push(user(text('question ' + chat + '-' + past)), assistant(text('answer ' + chat + '-' + past)))
          }
          const id = 'g' + chat + '-' + turn
          const request = messages.slice(0, -1)
          yield generation({ id, conversationId: 'c' + chat, startedAt: second(turn * 10_000 + chat), request, answer: messages.slice(-1) })
        }
      }
    }
    ${ending}
  `
}

const inSmallHeap = (ending: string) =>
  runCommand(process.execPath, [
    `--max-old-space-size=${HEAP_MEGABYTES}`,
    '--input-type=module-typescript',
    '--eval',
    script(ending),
  ])

test('a log much larger than the memory is built', { timeout: 120_000 }, async () => {
  const to = JSON.stringify(temporaryFolder())
  const ending = `
    const { report } = await buildDataset({ from: log(), to: ${to}, formats: ['chatml'], steps: [] })
    console.log(report.examples.kept, report.generations.kept, report.lengths.assistant.messages)
  `
  const { code, stdout, stderr } = await inSmallHeap(ending)
  expect(code, stderr).toBe(0)
  expect(stdout.trim()).toBe(`${CONVERSATIONS} ${CONVERSATIONS * TURNS} ${CONVERSATIONS * TURNS}`)
})

test('the same log does not fit into that memory, so the test above can fail', async () => {
  const { code, stderr } = await inSmallHeap(
    'const whole = [...log()].map((one) => JSON.stringify(one)); console.log(whole.length)',
  )
  expect(code).not.toBe(0)
  expect(stderr).toMatch(/heap out of memory|heap limit/)
})
