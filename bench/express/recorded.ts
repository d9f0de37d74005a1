import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { textOf } from '../../src/core/message.ts'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import { ANSWER_CHARACTERS } from './questions.ts'
import type { Remote } from './remote.ts'

/** What a server left on the disk: entries, and in how many of them a question and a whole answer are found. */
export type Recorded = { readonly entries: number; readonly questions: number; readonly answers: number }

export async function recordedBy({ way, folder }: Remote): Promise<Recorded> {
  if (way === 'nothing') return { entries: 0, questions: 0, answers: 0 }
  return way === 'finetap' || way === 'wrapModel' ? inStore(join(folder, 'log')) : inFile(join(folder, 'log.jsonl'))
}

async function inStore(folder: string): Promise<Recorded> {
  const found = { entries: 0, questions: 0, answers: 0 }
  for await (const event of jsonlStore(folder).read({ types: ['generation'] })) {
    if (event.type !== 'generation') continue
    const said = event.response.messages.map(textOf).join('')
    found.entries += 1
    if (event.request.messages.some((message) => textOf(message).startsWith('question-'))) found.questions += 1
    if (event.status === 'ok' && isWholeAnswer(said)) found.answers += 1
  }
  return found
}

/** A rival may write the body as it was, escaped once more, or parsed. */
async function inFile(file: string): Promise<Recorded> {
  const found = { entries: 0, questions: 0, answers: 0 }
  for await (const line of createInterface({ input: createReadStream(file) })) {
    found.entries += 1
    if (line.includes('question-')) found.questions += 1
    if (line.includes('answer-')) found.answers += 1
  }
  return found
}

/** Of the routes that answer by themselves all answers have this length; those of a model are measured by their entries. */
function isWholeAnswer(text: string): boolean {
  return text.length === ANSWER_CHARACTERS
}
