import assert from 'node:assert/strict'
import type { ErasureSelector } from '../../core/erasure.ts'
import type { LogEvent } from '../../core/log-event.ts'
import type { Store } from '../../core/store.ts'
import { generationIds, readAll, scanAll, type StoreCases } from './place.ts'
import { NOON, sampleConversation, sampleFeedback, sampleGeneration } from './sample-events.ts'

const LATER = '9999-01-01T00:00:00.000Z'

export const erasingCases: StoreCases = {
  'a user can be erased': ({ store }) => leaves(['g2', 'g5'], store, { userId: 'u1' }),
  'a tenant can be erased': ({ store }) => leaves(['g3', 'g5'], store, { tenantId: 't1' }),
  'a conversation can be erased': ({ store }) => leaves(['g4', 'g5'], store, { conversationId: 'c1' }),
  'a generation can be erased': ({ store }) => leaves(['g2', 'g3', 'g4', 'g5'], store, { generationId: 'g1' }),
  'erasing nobody removes nothing': ({ store }) => leaves(['g1', 'g2', 'g3', 'g4', 'g5'], store, { userId: 'nobody' }),

  'other events and what started later stay': async ({ store }) => {
    const events = [
      sampleGeneration('before', { userId: 'u1' }),
      sampleFeedback('f1', 'later'),
      sampleGeneration('later', { userId: 'u1', startedAt: LATER }),
    ]
    await store.append(events)
    const { erasure } = await store.erase({ userId: 'u1' })
    assert.deepStrictEqual(await readAll(store), [...events.slice(1), erasure])
  },

  'what was said about the erased goes with it, by whatever id, before and after': async ({ store }) => {
    const gone = sampleGeneration('gone', { conversationId: 'c1' })
    const response = { ...gone.response, id: 'response-1', messageId: 'message-1' }
    const judgements = (id: string): readonly LogEvent[] => [
      sampleFeedback(`${id}-generation`, 'gone'),
      { ...sampleFeedback(`${id}-turn`, ''), target: { turnId: 'turn-gone' }, comment: 'private' },
      { ...sampleFeedback(`${id}-response`, ''), target: { responseId: 'response-1' }, correction: 'private' },
      { ...sampleFeedback(`${id}-message`, ''), target: { messageId: 'message-1' } },
      { v: 1, type: 'review', id: `${id}-review`, at: NOON, target: { generationId: 'gone' }, decision: 'approve' },
    ]
    const stays = [sampleGeneration('stays'), sampleFeedback('f-stays', 'stays')]
    await store.append([...judgements('early'), { ...gone, response }, ...stays])
    const { erasure, hidden } = await store.erase({ conversationId: 'c1' })
    await store.append(judgements('late'))
    assert.equal(hidden, 1)
    assert.deepStrictEqual(await readAll(store), [...stays, erasure])
  },

  'what an erased user said goes, and nothing else by the id': async ({ store }) => {
    const [mine, theirs] = [sampleFeedback('f1', 'g1'), sampleFeedback('f2', 'g1')]
    await store.append([sampleGeneration('g1'), { ...mine, by: 'u1' }, { ...theirs, by: 'u2' }])
    const { erasure } = await store.erase({ userId: 'u1' })
    assert.deepStrictEqual(await readAll(store), [sampleGeneration('g1'), { ...theirs, by: 'u2' }, erasure])
  },

  'the log does not name whom it has forgotten': async ({ store }) => {
    await store.append([sampleGeneration('g1', { userId: 'somebody@example.org' })])
    const { erasure } = await store.erase({ userId: 'somebody@example.org' })
    assert.equal(JSON.stringify(erasure).includes('somebody'), false)
    assert.equal(JSON.stringify(await readAll(store)).includes('somebody'), false)
  },

  'what was erased is refused when it is imported again': async ({ store, reopen }) => {
    const again = [sampleGeneration('g1', { userId: 'u1' }), sampleGeneration('copy', { userId: 'u1' })]
    await store.append(again.slice(0, 1))
    await store.erase({ userId: 'u1' })
    await store.append(again)
    // Also when its label has been lost on the way.
    await store.append([sampleGeneration('g1')])
    assert.deepStrictEqual(generationIds(await readAll(store)), [])
    if (reopen === undefined) return
    await store.close()
    const other = await reopen()
    await other.append(again)
    assert.deepStrictEqual(generationIds(await readAll(other)), [])
  },

  'a selector that names nothing is refused': async ({ store }) => {
    await store.append([sampleGeneration('g1')])
    for (const selector of [{}, { userId: '' }, { sessionId: 's1' }, { userId: 'u1', tenantId: 't1' }]) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what JavaScript callers may pass
      await assert.rejects(store.erase(selector as ErasureSelector), { code: 'bad_option' })
    }
    assert.deepStrictEqual(await readAll(store), [sampleGeneration('g1')])
  },

  'what is appended late, but started before the erasure, is hidden too': async ({ store }) => {
    await store.append([sampleGeneration('g1', { userId: 'u1' })])
    await store.erase({ userId: 'u1' })
    await store.append([sampleGeneration('late', { userId: 'u1' }), sampleGeneration('g2', { userId: 'u2' })])
    assert.deepStrictEqual(generationIds(await readAll(store)), ['g2'])
  },

  'an erasure that was appended hides like one that was asked for': async ({ store }) => {
    await store.append([sampleGeneration('g1', { userId: 'u1' }), sampleGeneration('g2', { userId: 'u2' })])
    await store.append([{ v: 1, type: 'erasure', id: 'e1', at: NOON, selector: { userId: 'u1' } }])
    assert.deepStrictEqual(generationIds(await readAll(store)), ['g2'])
    assert.deepStrictEqual(generationIds((await scanAll(store)).map(({ event }) => event)), ['g2'])
  },

  'the rest of a conversation stays whole': async ({ store }) => {
    const turns = sampleConversation('a', 8)
    await store.append(turns)
    await store.erase({ generationId: 'a-3' })
    const generations = (await readAll(store)).filter(({ type }) => type === 'generation')
    assert.deepStrictEqual(
      generations,
      turns.filter(({ id }) => id !== 'a-3'),
    )
  },

  'an erasure reaches appends under way': async ({ store }) => {
    const appending = store.append([sampleGeneration('g1', { userId: 'u1' })])
    assert.equal((await store.erase({ userId: 'u1' })).hidden, 1)
    await appending
    assert.deepStrictEqual(generationIds(await readAll(store)), [])
  },

  'erasing twice counts once': async ({ store }) => {
    await store.append([sampleGeneration('g1', { userId: 'u1' })])
    assert.equal((await store.erase({ userId: 'u1' })).hidden, 1)
    assert.equal((await store.erase({ userId: 'u1' })).hidden, 0)
  },

  'an erasure holds for other handles, and reaches what they wrote': async ({ store, reopen }) => {
    if (reopen === undefined || !store.capabilities.shared) return
    const other = await reopen()
    await other.append([sampleGeneration('g1', { userId: 'u1' }), sampleGeneration('g2', { userId: 'u2' })])
    assert.equal((await store.erase({ userId: 'u1' })).hidden, 1)
    assert.deepStrictEqual(generationIds(await readAll(other)), ['g2'])
  },
}

/** Erases some of five generations, and expects the others to stay and the counts to be true. */
async function leaves(expected: readonly string[], store: Store, selector: ErasureSelector): Promise<void> {
  const mine = { userId: 'u1', tenantId: 't1', conversationId: 'c1' }
  await store.append([
    sampleGeneration('g1', mine),
    sampleGeneration('g2', { ...mine, userId: 'u2' }),
    sampleGeneration('g3', { ...mine, tenantId: 't2' }),
    sampleGeneration('g4', { ...mine, conversationId: 'c2' }),
    sampleGeneration('g5'),
  ])
  const { erasure, hidden, rewritten, pending } = await store.erase(selector, { reason: 'asked to' })
  const events = await readAll(store)
  assert.deepStrictEqual(generationIds(events), expected)
  assert.deepStrictEqual(events.at(-1), erasure)
  assert.equal(erasure.tombstone?.field, Object.keys(selector)[0])
  assert.equal(erasure.reason, 'asked to')
  assert.equal(hidden, 5 - expected.length)
  assert.equal(rewritten + pending, hidden)
  assert.equal(store.capabilities.erasure === 'rewrite' ? pending : rewritten, 0)
}
