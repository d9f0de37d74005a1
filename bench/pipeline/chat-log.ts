import type { Generation } from '../../src/core/generation.ts'
import type { Message, Part } from '../../src/core/message.ts'
import { readCorpora } from './corpora.ts'
import { createRandom, type Random } from './random.ts'

/** So many conversations go on side by side. */
const LIVE = 200
const EXACT_SHARE = 0.04
const NEAR_SHARE = 0.08
const PII_SHARE = 0.05
/** Of the words of a text one in so many is another one: what comes of a real chat is no near-duplicate of it. */
const ONE_WORD_IN = 8
const ONE_WORD_IN_NEAR = 300
const USERS = 0.25

type Chat = { readonly id: string; readonly userId: string; readonly messages: readonly Message[]; said: number }

/**
 * Calls of a chat app without end: real conversations with words exchanged, 4 % of them exact copies of earlier ones and
 * 8 % near ones, each call with its whole history, many conversations side by side. The same seed gives the same log.
 *
 * @param from the number of the first conversation
 */
export function* chatLog(seed = 1, from = 0): Generator<Generation> {
  const random = createRandom(seed)
  const makeChat = createChatMaker(random)
  const live: Chat[] = []
  let clock = Date.UTC(2026, 0, 5) + from * 60_000
  let [made, calls] = [from, 0]
  for (;;) {
    while (live.length < LIVE) live.push(makeChat((made += 1)))
    const place = random.below(live.length)
    const chat = live[place]
    if (chat === undefined) continue
    const answer = chat.messages.findIndex(({ role }, index) => index >= chat.said && role === 'assistant')
    clock += random.below(4_000)
    calls += 1
    yield generationOf(chat, answer, { clock, calls: from * 100 + calls })
    chat.said = answer + 1
    if (chat.said >= chat.messages.length) live.splice(place, 1)
  }
}

function createChatMaker(random: Random): (number: number) => Chat {
  const { chats } = readCorpora()
  const words = vocabularyOf(chats)
  const recent: (readonly Message[])[] = []

  function messages(): readonly Message[] {
    const luck = random.fraction()
    const earlier = recent[random.below(recent.length || 1)]
    if (earlier !== undefined && luck < EXACT_SHARE) return earlier
    if (earlier !== undefined && luck < EXACT_SHARE + NEAR_SHARE)
      return earlier.map((message) => altered(message, ONE_WORD_IN_NEAR))
    const made = (chats[random.below(chats.length)] ?? []).map((message) => altered(message, ONE_WORD_IN))
    if (recent.length < 2_000) recent.push(made)
    else recent[random.below(recent.length)] = made
    return made
  }

  function altered(message: Message, oneIn: number): Message {
    return { ...message, parts: message.parts.map((part) => alteredPart(part, message.role, oneIn)) }
  }

  function alteredPart(part: Part, role: Message['role'], oneIn: number): Part {
    if (part.type !== 'text') return part
    const text = part.text.replaceAll(/[a-z]{3,}/g, (word) =>
      random.below(oneIn) === 0 ? (words[random.below(words.length)] ?? word) : word,
    )
    return {
      type: 'text',
      text: role === 'user' && random.fraction() < PII_SHARE ? `${text} ${personal(random)}` : text,
    }
  }

  return (number) => ({
    id: `chat-${number}`,
    userId: `user-${random.below(Math.ceil(number * USERS) + 1)}`,
    messages: messages(),
    said: 0,
  })
}

function personal(random: Random): string {
  const number = 1_000 + random.below(9_000)
  return random.below(2) === 0 ? `My mail is someone${number}@mail-host.net.` : `Call me on +1 415 867 ${number}.`
}

function vocabularyOf(chats: readonly (readonly Message[])[]): readonly string[] {
  const words = new Set<string>()
  for (const messages of chats.slice(0, 300)) {
    for (const { parts } of messages) {
      for (const part of parts)
        if (part.type === 'text') for (const word of part.text.match(/[a-z]{3,}/g) ?? []) words.add(word)
    }
  }
  return [...words]
}

function generationOf(chat: Chat, answer: number, { clock, calls }: { clock: number; calls: number }): Generation {
  const message = chat.messages[answer]
  const isCall = message?.parts.some(({ type }) => type === 'tool_call') === true
  const id = `0198${calls.toString(16).padStart(12, '0')}`
  return {
    v: 1,
    type: 'generation',
    id,
    turnId: id,
    step: 0,
    attempt: 0,
    conversationId: chat.id,
    userId: chat.userId,
    link: { how: 'explicit' },
    startedAt: new Date(clock).toISOString(),
    durationMs: 1_000 + (calls % 4_000),
    source: { adapter: 'openai' },
    operation: 'chat',
    stream: false,
    model: { provider: 'openai', requested: calls % 3 === 0 ? 'model-b' : 'model-a' },
    request: { messages: chat.messages.slice(0, answer) },
    response: { messages: message === undefined ? [] : [message], finishReason: isCall ? 'tool_call' : 'stop' },
    status: 'ok',
  }
}
