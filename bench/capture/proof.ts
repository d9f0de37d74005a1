import { setTimeout as pause } from 'node:timers/promises'
import { generate, prepareAnswer } from '../support/calls.ts'
import type { Door, Site } from '../support/door.ts'
import { openDoor } from '../support/open-door.ts'
import { recordedBy, type Recorded } from '../support/recorded.ts'
import { pieces, singleMessages, type ChatRequest } from '../support/requests.ts'
import type { Part } from '../support/part.ts'

const CHARACTERS = 2_048
const AFTER_MS = 100

/** What each one recorded of calls that ended in different ways. Figures of one that records nothing mean nothing. */
export const proof: Part = {
  name: 'proof',
  title: 'What each records',
  head: ['', 'ai', 'whole call', 'streamed', 'aborted', 'broke off', 'left', 'bytes sent'],
  note: `Looked for in what the exporters sent, or in what was written: the text of the question, and of the answer as far
as it had come. Aborted: by the app's signal. Broke off: the provider's stream fails. Left: the app stops reading; looked
for after a garbage collection and after closing. Bytes sent: for a whole call of 2 KB, compressed where the rival
compresses.`,
  jobs: (names) => [{ part: 'proof', case: 'finetap' }, ...names.map((rival) => ({ part: 'proof', rival }))],
  async run(workplace) {
    const { site, door } = await openDoor(workplace)
    const recorded = (): Promise<Recorded> => recordedBy(door, workplace)
    const { bytes } = await recorded()
    const cells = [await look(site, recorded, (request) => generate(door, 'app', request).then(door.flush))]
    const sent = (await recorded()).bytes - bytes
    for (const ending of [streamed, aborted, broken, left]) {
      const act = async (request: ChatRequest): Promise<void> => {
        await ending(site, door, request)
        // A call that was given up may count as ended when its stream is collected, or a while later.
        await pause(AFTER_MS)
        globalThis.gc?.()
        await pause(AFTER_MS)
        await door.flush()
        if (ending === left) await door.close()
      }
      cells.push(await look(site, recorded, act))
    }
    return [[door.name, site.sdk.name === 'ai' ? '7' : '6', ...cells, sent === 0 ? 'to a file' : String(sent)]]
  },
}

async function look(
  site: Site,
  recorded: () => Promise<Recorded>,
  act: (request: ChatRequest) => Promise<void>,
): Promise<string> {
  const request = singleMessages(CHARACTERS)()
  prepareAnswer(site, request)
  site.script.pieces = [request.answer, ...pieces(40)]
  await act(request)
  delete site.script.failsBefore
  const { marks } = await recorded()
  const question = marks.has(markIn(request.messages[0]?.content[0].text ?? ''))
  const answer = marks.has(markIn(request.answer))
  return question && answer ? 'both' : question ? 'question' : answer ? 'answer' : 'nothing'
}

function markIn(text: string): string {
  return text.slice(0, text.indexOf(':'))
}

async function streamed(_: Site, door: Door, { messages }: ChatRequest): Promise<void> {
  for await (const piece of textOf(door, { messages })) void piece
}

async function aborted(_: Site, door: Door, { messages }: ChatRequest): Promise<void> {
  const controller = new AbortController()
  let read = 0
  for await (const piece of textOf(door, { messages, abortSignal: controller.signal })) {
    void piece
    read += 1
    if (read === 10) controller.abort()
  }
}

async function left(_: Site, door: Door, { messages }: ChatRequest): Promise<void> {
  let read = 0
  for await (const piece of textOf(door, { messages })) {
    void piece
    read += 1
    if (read === 10) return
  }
}

async function broken({ script }: Site, door: Door, { messages }: ChatRequest): Promise<void> {
  script.failsBefore = 10
  try {
    for await (const piece of textOf(door, { messages, onError: () => {} })) void piece
  } catch {
    // Where the loop throws, as in ai 7, and where it just ends, as in ai 6, the app has lost its answer.
  }
}

function textOf({ sdk, model, settings }: Door, options: object): AsyncIterable<string> {
  return sdk.streamText({ model, ...settings, ...options }).textStream
}
