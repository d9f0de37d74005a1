import { textMessage } from '../../src/core/message.ts'
import type { Example } from '../../src/core/example.ts'
import { wordSource } from './words.ts'

/** A chat of about 1 KB. A copy says what it is a copy of, and which share of its five-word runs both have. */
export type Document = {
  readonly index: number
  readonly example: Example
  readonly original?: number
  readonly similarity: number
}

const COPIES = 10
const KEPT = 1000

/** So many chats; every tenth is a copy of one of the thousand before, in which some words in a row were written anew. */
export function* documents(size: number, seed: number): Generator<Document> {
  const source = wordSource(seed)
  const recent: { readonly index: number; readonly words: readonly string[] }[] = []
  for (let index = 0; index < size; index += 1) {
    const held =
      index % COPIES === COPIES - 1 ? recent.splice(Math.floor(source.random() * recent.length), 1)[0] : undefined
    if (held === undefined) {
      const words = Array.from({ length: 60 + Math.floor(source.random() * 200) }, source.word)
      recent.push({ index, words })
      if (recent.length > KEPT) recent.shift()
      yield { index, example: exampleOf(index, words), similarity: 0 }
      continue
    }
    const { words } = held
    const changed = Math.floor(source.random() * words.length * 0.12)
    const from = Math.floor(source.random() * (words.length - changed))
    const copy = words.map((word, place) => (place >= from && place < from + changed ? source.word() : word))
    const runs = words.length - 4
    const lost = changed === 0 ? 0 : Math.min(from + changed, runs) - Math.max(from - 4, 0)
    yield { index, example: exampleOf(index, copy), original: held.index, similarity: (runs - lost) / (runs + lost) }
  }
}

function exampleOf(index: number, words: readonly string[]): Example {
  const id = index.toString(16).padStart(32, '0')
  const question = textMessage('user', words.slice(0, 20).join(' '))
  const answer = textMessage('assistant', `${words.slice(20).join(' ')}.`)
  return {
    id,
    conversationId: id,
    group: id,
    startedAt: new Date(Date.UTC(2026, 0, 1) + index).toISOString(),
    messages: [
      { message: question, weight: 0 },
      { message: answer, weight: 1 },
    ],
    generationIds: [],
    excluded: [],
    flags: [],
    redactions: {},
  }
}
