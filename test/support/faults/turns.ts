import type { Generation } from '../../../src/core/generation.ts'
import { textMessage, type Message } from '../../../src/core/message.ts'
import { sampleGeneration } from '../../../src/testing/store/sample-events.ts'

/** So many turns make a conversation, which sends its history with each call. */
const CONVERSATION = 12
const SIZES = [20, 200, 2_000, 20_000]

/** The turn of a writer with this number: the same in the process that gives it and in the one that looks for it. */
export function turnOf(writer: string, number: number): Generation {
  const conversation = Math.floor(number / CONVERSATION)
  const messages: Message[] = [textMessage('system', 'You are kind.')]
  for (let turn = conversation * CONVERSATION; turn < number; turn += 1) {
    messages.push(textMessage('user', question(writer, turn)), textMessage('assistant', answer(writer, turn)))
  }
  messages.push(textMessage('user', question(writer, number)))
  return sampleGeneration(turnId(writer, number), {
    conversationId: `${writer}/${conversation}`,
    messages,
    answer: textMessage('assistant', answer(writer, number)),
  })
}

export function turnId(writer: string, number: number): string {
  return `${writer}-${number}`
}

/** Whose turn it is, and which. */
export function parseTurnId(id: string): { readonly writer: string; readonly number: number } | undefined {
  const found = /^(.+)-(\d+)$/.exec(id)
  return found === null ? undefined : { writer: found[1] ?? '', number: Number(found[2]) }
}

function question(writer: string, number: number): string {
  return `${writer}: question ${number} — 東京 🗼`
}

function answer(writer: string, number: number): string {
  const size = SIZES[(number * 7) % 13 === 0 ? 3 : number % 3] ?? 0
  return `${writer}: answer ${number} `.padEnd(size, 'word ')
}
