import type { Generation } from '../../src/core/generation.ts'
import { timeOrderedId } from '../../src/core/id.ts'
import { textMessage, type Message } from '../../src/core/message.ts'
import { createProse } from '../support/text.ts'

/** What the texts are made of. V8 holds a text with `東京` in two bytes a letter, and all that is done with it is slower. */
export type Letters = 'Latin' | 'wide'

/** Gives turns without end, each a question and an answer of new strings, `characters` in all. */
export function singleTurns(characters: number, letters: Letters = 'Latin'): () => Generation {
  const say = createSpeaker(characters, letters)
  return () => turn([textMessage('user', say(characters / 2))], textMessage('assistant', say(characters / 2)))
}

/** A conversation of so many turns, each of which sends the whole history again, as chat apps do. */
export function conversation(turns: number, characters: number): readonly Generation[] {
  const say = createSpeaker(characters, 'Latin')
  const conversationId = timeOrderedId()
  const history: Message[] = [textMessage('system', say(characters))]
  return Array.from({ length: turns }, () => {
    history.push(textMessage('user', say(characters / 2)))
    const answer = textMessage('assistant', say(characters / 2))
    const generation = turn([...history], answer, conversationId)
    history.push(answer)
    return generation
  })
}

const FEW = 32

function createSpeaker(seed: number, letters: Letters): (characters: number) => string {
  const prose = createProse(seed)
  const texts = Array.from({ length: FEW }, () => prose(Math.max(seed, 64)))
  const mark = letters === 'wide' ? '東京' : 'Tokyo'
  let said = 0
  return (characters) => {
    said += 1
    const text = `${mark} ${said}: ${texts[said % FEW]}`.slice(0, characters)
    // As parsed from a body: no string is one that was seen before, and none is a rope.
    const encoding = letters === 'wide' ? 'utf16le' : 'latin1'
    return Buffer.from(text, encoding).toString(encoding)
  }
}

function turn(messages: readonly Message[], answer: Message, conversationId: string = timeOrderedId()): Generation {
  const id = timeOrderedId()
  return {
    v: 1,
    type: 'generation',
    id,
    turnId: id,
    step: 0,
    attempt: 0,
    conversationId,
    link: { how: 'explicit' },
    startedAt: new Date().toISOString(),
    durationMs: 812,
    source: { adapter: 'bench' },
    operation: 'chat',
    stream: true,
    model: { provider: 'mock', requested: 'mock-1' },
    request: { messages, params: { temperature: 0.7 } },
    response: { messages: [answer], finishReason: 'stop' },
    usage: { inputTokens: 210, outputTokens: 240 },
    status: 'ok',
  }
}
