import { describe, expect, test } from 'vitest'
import { fold } from './support/folding.ts'
import { replayChat, second } from './support/generations.ts'
import { sharedChats, type Chat } from './support/shared-data.ts'

const FILES = ['tm4-coffee', 'arena-hard', 'oasst-en100-paths', 'fastchat-dummy']

/** What of a chat a model said: up to its last answer, since nobody logs what never got an answer. */
function answered({ messages }: Chat): Chat['messages'] {
  return messages.slice(0, messages.findLastIndex(({ role }) => role === 'assistant') + 1)
}

describe.for(FILES)('the conversations of %s', (file) => {
  const chats = sharedChats(file)
  const why = chats === undefined ? ' (skipped: ../shared/data is not there)' : ''

  test.skipIf(chats === undefined)(`come back as they were when each turn resent its history${why}`, async () => {
    const replayed = (chats ?? []).flatMap((chat, index) =>
      replayChat(chat.messages, (answer, position) => ({
        id: `${chat.id} ${position}`,
        conversationId: chat.id,
        startedAt: second(index * 1000 + answer),
      })),
    )
    const { examples, losses } = await fold(replayed.toReversed())
    const withAnswer = (chats ?? []).filter((chat) => answered(chat).length > 0)
    const originals = new Map(withAnswer.map((chat) => [chat.id, answered(chat)]))
    const found = new Map(
      examples.map(({ conversationId, messages }) => [conversationId, messages.map(({ message }) => message)]),
    )
    expect(losses).toEqual([])
    expect(examples).toHaveLength(found.size)
    expect(found).toEqual(originals)
    const trained = examples.flatMap(({ messages }) => messages.filter(({ weight }) => weight === 1))
    expect(trained).toHaveLength(replayed.length)
  })
})
