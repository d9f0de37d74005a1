import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Generation } from '../../../src/core/generation.ts'
import { runs } from '../../support/runs.ts'
import { accounted, fold, type Folded } from '../support/folding.ts'
import { assistant, generation, second, system, user } from '../support/generations.ts'

const TOO_LARGE = { partitionBytes: 1 }

describe('a key without ids that is too large to be folded at once', () => {
  test('its chats come out as when they are folded together', async () => {
    const text = fc.constantFrom('a', 'b', 'c', 'd')
    const turns = fc.record({
      texts: fc.array(text, { minLength: 1, maxLength: 5 }),
      sent: fc.integer({ min: 1, max: 6 }),
    })
    const call = fc.record({
      turns,
      opening: fc.constantFrom([], [system('s')]),
      answers: fc.array(text, { maxLength: 2 }),
      status: fc.constantFrom('ok', 'ok', 'error', 'aborted'),
      id: fc.constantFrom('g0', 'g1', 'g2', 'g3', 'g4', 'g5', 'g6', 'g7', 'g8', 'g9'),
      turnId: fc.constantFrom(undefined, undefined, 't'),
      at: fc.nat({ max: 3 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 12 }), async (calls) => {
        const events = calls.map(({ turns: { texts, sent }, opening, answers, status, id, turnId = id, at }) => {
          const said = texts.map((one, index) => (index % 2 === 0 ? user(one) : assistant(one)))
          const request = [...opening, ...(said.at(-1)?.role === 'user' ? said : said.slice(0, -1)).slice(-sent)]
          const answer = answers.map((one) => assistant(one))
          return generation({
            id,
            turnId,
            startedAt: second(at),
            status: status as Generation['status'],
            request,
            answer,
          })
        })
        const whole = await fold(events)
        const divided = await fold(events, TOO_LARGE)
        expect(sorted(divided)).toEqual(sorted(whole))
      }),
      { numRuns: runs(60, 3_000) },
    )
  })
})

test('a window of a chat is found among many others under one key', async () => {
  const chat = (name: string): readonly Generation[] => {
    const first = [user('hi'), assistant(`hello ${name}`)]
    const asked = [...first, user(`what of ${name}?`), assistant(`this of ${name}`)]
    const window = [...asked.slice(1), user(`more of ${name}`)]
    return [first.slice(0, 1), asked.slice(0, 3), window].map((request, index) =>
      generation({
        id: `${name}${index}`,
        startedAt: second(index),
        request,
        answer: [assistant(`${answers[index]} ${name}`)],
      }),
    )
  }
  const answers = ['hello', 'this of', 'much of']
  const events = Array.from({ length: 30 }, (_, index) => chat(`n${index}`)).flat()
  const divided = await fold(events, TOO_LARGE)
  expect(sorted(divided)).toEqual(sorted(await fold(events)))
  expect(accounted(divided)).toEqual(events.map(({ id }) => id).sort())
  expect(divided.examples.map(({ messages, flags }) => [messages.length, flags])).toEqual(
    Array.from({ length: 30 }, () => [6, ['history_cut']]),
  )
})

test('a message too long to be remembered is found again when it is sent again', async () => {
  const long = 'a long text '.repeat(100_000)
  const first = generation({
    id: 'a',
    conversationId: 'c',
    startedAt: second(0),
    request: [user(long)],
    answer: [assistant(long)],
  })
  const request = [user(long), assistant(long), user('more')]
  const next = generation({ id: 'b', conversationId: 'c', startedAt: second(1), request, answer: [assistant('yes')] })
  const { examples } = await fold([first, next])
  expect(examples.map(({ generationIds, messages }) => [generationIds, messages.length])).toEqual([[['a', 'b'], 4]])
})

function sorted({ examples, losses, conversations }: Folded) {
  return {
    examples: examples.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    losses: losses.map(({ generationId, reason }) => `${generationId} ${reason}`).sort(),
    conversations,
  }
}
