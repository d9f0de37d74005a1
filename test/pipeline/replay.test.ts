import { describe, expect, test } from 'vitest'
import type { Generation } from '../../src/core/generation.ts'
import { runs } from '../support/runs.ts'
import { fold, type Folded } from './support/folding.ts'
import { replayChat, second } from './support/generations.ts'
import { sharedChats, type Chat } from './support/shared-data.ts'

const FILES = ['tm4-coffee', 'arena-hard', 'oasst-en100-paths', 'fastchat-dummy']

/** Chats of each file in `npm test`; all of them in `npm run test:long`. */
const CHATS = 250

/** Chats that go on side by side. */
const SIDE_BY_SIDE = 50

/** What of a chat a model said: up to its last answer, since nobody logs what never got an answer. */
function answered({ messages }: Chat): Chat['messages'] {
  return messages.slice(0, messages.findLastIndex(({ role }) => role === 'assistant') + 1)
}

/** The calls of all chats in turn, so many chats at a time: one call of each, then the next of each. */
function interleaved(chats: readonly Chat[], change: (call: Generation) => Generation): readonly Generation[] {
  return chats.flatMap((chat, index) => {
    const start = index - (index % SIDE_BY_SIDE)
    return replayChat(chat.messages, (answer, position) => ({
      id: `${chat.id} ${position}`,
      conversationId: chat.id,
      startedAt: second(start * 1000 + answer * SIDE_BY_SIDE + (index % SIDE_BY_SIDE)),
    })).map(change)
  })
}

const byStart = (a: Generation, b: Generation): number => (a.startedAt < b.startedAt ? -1 : 1)

const lastMessages =
  (count: number) =>
  (call: Generation): Generation => ({ ...call, request: { messages: call.request.messages.slice(-count) } })

function foundIn({ examples }: Folded) {
  return new Map(examples.map((one) => [one.conversationId, one.messages.map(({ message }) => message)]))
}

describe.for(FILES)('the conversations of %s', (file) => {
  const all = sharedChats(file)
  const why = all === undefined ? ' (skipped: ../shared/data is not there)' : ''
  const chats = (all ?? []).filter((chat) => answered(chat).length > 0).slice(0, runs(CHATS, Number.POSITIVE_INFINITY))
  const originals = new Map(chats.map((chat) => [chat.id, answered(chat)]))

  test.skipIf(all === undefined)(`come back as they were when each turn resent its history${why}`, async () => {
    const replayed = interleaved(chats, (call) => call).toSorted(byStart)
    const folded = await fold(replayed)
    expect(folded.losses).toEqual([])
    expect(folded.examples).toHaveLength(originals.size)
    expect(foundIn(folded)).toEqual(originals)
    const trained = folded.examples.flatMap(({ messages }) => messages.filter(({ weight }) => weight === 1))
    expect(trained).toHaveLength(replayed.length)
  })

  test.skipIf(all === undefined)(`and when it sent the last 6 messages only${why}`, async () => {
    const some = chats.slice(0, runs(100, 400))
    const folded = await fold(interleaved(some, lastMessages(6)).toReversed())
    expect(folded.losses).toEqual([])
    expect(foundIn(folded)).toEqual(new Map(some.map((chat) => [chat.id, answered(chat)])))
    expect(folded.examples).toHaveLength(some.length)
  })
})
