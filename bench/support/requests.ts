import { createProse } from './text.ts'

/** A message in the shape that `generateText` takes, which is also the shape that a model gets. */
export type ChatMessage = {
  readonly role: 'user' | 'assistant'
  readonly content: readonly [{ readonly type: 'text'; readonly text: string }]
}

/** One call: what is sent, and what the model answers. */
export type ChatRequest = { readonly messages: readonly ChatMessage[]; readonly answer: string }

/** Gives requests without end, each made of new objects and new strings, as parsed from a body. */
export type RequestSource = () => ChatRequest

const ANSWER_CHARACTERS = 200

let sent = 0

/**
 * Stands before the text of each question and answer, so that it is found again where it was recorded to. The number of
 * the process keeps apart what several of them have sent to the stub.
 */
export function markOf(kind: 'question' | 'answer', number: number): string {
  return `${kind}-${process.pid}${String(number).padStart(9, '0')}`
}

/** A question and its answer, as plain text. */
export type PlainExchange = { readonly question: string; readonly answer: string }

const FEW = 16

/** Questions and answers without end, each with a mark of its own, over few texts that are made beforehand. */
export function plainExchanges(questionCharacters: number, answerCharacters: number): () => PlainExchange {
  const prose = createProse(questionCharacters)
  const texts = Array.from({ length: FEW }, () => prose(Math.max(questionCharacters, answerCharacters)))
  function say(kind: 'question' | 'answer', characters: number): string {
    const mark = `${markOf(kind, sent)}: `
    return newText(mark + texts[sent % FEW]?.slice(0, characters - mark.length))
  }
  return () => {
    sent += 1
    return { question: say('question', questionCharacters), answer: say('answer', answerCharacters) }
  }
}

/** Requests of one message of `characters`. */
export function singleMessages(characters: number): RequestSource {
  const say = createSpeaker(characters)
  return () => ({ messages: [message('user', say('question', characters))], answer: say('answer', ANSWER_CHARACTERS) })
}

/**
 * Conversations of turns of `perTurn` characters, half of it the question. Each call sends the whole history, until
 * that has `atMost` characters; then a new conversation begins.
 */
export function growingConversations(perTurn: number, atMost: number): RequestSource {
  const say = createSpeaker(perTurn + atMost)
  const half = perTurn / 2
  let history: ChatMessage[] = []
  return () => {
    if (history.length * half >= atMost) history = []
    history.push(message('user', say('question', half)))
    const messages = history.map(({ role, content: [{ text }] }) => message(role, newText(text)))
    const answer = say('answer', half)
    history.push(message('assistant', answer))
    return { messages, answer }
  }
}

function createSpeaker(seed: number): (kind: 'question' | 'answer', characters: number) => string {
  const prose = createProse(seed)
  return (kind, characters) => {
    if (kind === 'question') sent += 1
    const mark = `${markOf(kind, sent)}: `
    return newText(mark + prose(characters - mark.length))
  }
}

function message(role: ChatMessage['role'], text: string): ChatMessage {
  return { role, content: [{ type: 'text', text }] }
}

// An app parses the history anew with each request: no string is one that was seen before, and none is a rope.
function newText(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}

/** Prose in pieces of a few characters, as a model streams it. */
export function pieces(count: number): readonly string[] {
  const prose = createProse(count)
  return Array.from({ length: count }, () => newText(prose(5)))
}
