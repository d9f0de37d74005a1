import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Generation } from '../../../src/core/generation.ts'
import { runs } from '../../support/runs.ts'
import { expectedAnswers, expectedPaths, moves, playChat, textOfPath } from '../support/chat-tree.ts'
import { accounted, fold, trainedIds, type Folded } from '../support/folding.ts'
import { assistant, generation, second, system, user } from '../support/generations.ts'

describe('whatever the log holds', () => {
  const shuffled = (events: readonly Generation[], seed: number) =>
    fc.sample(fc.shuffledSubarray([...events], { minLength: events.length }), { seed, numRuns: 1 })[0] ?? []

  test('chats with ids come back as they were, from any order of the log', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(moves, { minLength: 1, maxLength: 3 }), fc.nat(), async (chats, seed) => {
        const trees = chats.map((played, index) => playChat(`c${index}`, played, { conversationId: `c${index}` }))
        const events = trees.flatMap(({ generations }) => generations)
        const folded = await fold(shuffled(events, seed), { partitionBytes: seed % 2 === 0 ? 1 : 1e6 })
        const kept = trees.map(expectedAnswers)
        expect(
          folded.examples.map(({ messages }) => textOfPath(messages.map(({ message }) => message))).sort(),
        ).toEqual(kept.flatMap(expectedPaths).sort())
        expect(trainedIds(folded)).toEqual(
          kept
            .flat()
            .map(({ id }) => id)
            .sort(),
        )
        expect(accounted(folded)).toEqual(events.map(({ id }) => id).sort())
      }),
      { numRuns: runs(100, 1_500) },
    )
  })

  test('chats without ids whose words differ come back, too', async () => {
    const plain = moves.map((played) =>
      played.map((move) => (move.kind === 'regenerate' ? { ...move, kind: 'ask' as const } : move)),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(plain, { minLength: 1, maxLength: 3 }), fc.nat(), async (chats, seed) => {
        const trees = chats.map((played, index) => playChat(`c${index}`, played, { userId: `u${index}` }))
        const events = trees.flatMap(({ generations }) => generations)
        const folded = await fold(shuffled(events, seed))
        expect(
          folded.examples.map(({ messages }) => textOfPath(messages.map(({ message }) => message))).sort(),
        ).toEqual(trees.flatMap((tree) => expectedPaths(tree.answers)).sort())
        expect(accounted(folded)).toEqual(events.map(({ id }) => id).sort())
      }),
      { numRuns: runs(100, 1_500) },
    )
  })

  test('every generation ends in one example or one loss, and no order of the log changes where', async () => {
    const message = fc.record({
      role: fc.constantFrom('user', 'assistant', 'system'),
      text: fc.constantFrom('a', 'b', ' a '),
    })
    const call = fc.record({
      request: fc.array(message, { maxLength: 4 }),
      answer: fc.option(message, { nil: undefined }),
      status: fc.constantFrom('ok', 'ok', 'error', 'aborted'),
      conversationId: fc.constantFrom(undefined, undefined, 'c'),
      id: fc.constantFrom('g0', 'g1', 'g2', 'g3', 'g4', 'g5', 'g6', 'g7'),
      at: fc.nat({ max: 3 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 8 }), fc.nat(), async (calls, seed) => {
        const events = calls.map(({ request, answer, status, conversationId, id, at }) => {
          const say = ({ role, text }: { role: string; text: string }) =>
            role === 'user' ? user(text) : role === 'system' ? system(text) : assistant(text)
          const labels = conversationId === undefined ? {} : { conversationId }
          const parts = { id, startedAt: second(at), status: status as Generation['status'], ...labels }
          return generation({ ...parts, request: request.map(say), answer: answer === undefined ? [] : [say(answer)] })
        })
        const folded = await fold(events)
        expect(accounted(folded)).toEqual(events.map(({ id }) => id).sort())
        expect(trainedIds(folded)).toEqual(folded.examples.flatMap(({ generationIds }) => generationIds).sort())
        const again = await fold(shuffled(events, seed))
        expect(again.examples).toEqual(folded.examples)
        expect(again.losses.toSorted(byId)).toEqual(folded.losses.toSorted(byId))
      }),
      { numRuns: runs(100, 1_500) },
    )
  })
})

function byId(a: Folded['losses'][number], b: Folded['losses'][number]): number {
  return `${a.generationId} ${a.reason}` < `${b.generationId} ${b.reason}` ? -1 : 1
}
