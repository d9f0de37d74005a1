import assert from 'node:assert/strict'
import type { ErasureSelector } from '../../core/erasure.ts'
import type { LogEvent } from '../../core/log-event.ts'
import type { Store } from '../../core/store.ts'
import { generationIds, readAll, scanAll, type StoreCases } from './place.ts'
import { NOON, sampleConversation, sampleFeedback, sampleGeneration } from './sample-events.ts'

const LATER = '9999-01-01T00:00:00.000Z'
const HOUR_MS = 3_600_000
const ODD_NAMES = ['u\u2028x\u2029\u0085', 'a"b\\c', '\ud800', 'e\u0301', '\u00e9', '__proto__', 'u\n\u0000', ' ', '1']

export const erasingCases: StoreCases = {
  'a user can be erased': ({ store }) => leaves(['g2', 'g5'], store, { userId: 'u1' }),
  'a tenant can be erased': ({ store }) => leaves(['g3', 'g5'], store, { tenantId: 't1' }),
  'a conversation can be erased': ({ store }) => leaves(['g4', 'g5'], store, { conversationId: 'c1' }),
  'a generation can be erased': ({ store }) => leaves(['g2', 'g3', 'g4', 'g5'], store, { generationId: 'g1' }),
  'erasing nobody removes nothing': ({ store }) => leaves(['g1', 'g2', 'g3', 'g4', 'g5'], store, { userId: 'nobody' }),

  'other events and what starts later stay': async ({ store }) => {
    const feedback = sampleFeedback('f1', 'later')
    const later = sampleGeneration('later', { userId: 'u1', startedAt: LATER })
    await store.append([sampleGeneration('before', { userId: 'u1' }), feedback])
    const { erasure } = await store.erase({ userId: 'u1' })
    await store.append([later])
    assert.deepStrictEqual(await readAll(store), [feedback, erasure, later])
  },

  'what is there already goes, also when it started ahead of the clock': async ({ store }) => {
    const ahead = ['g1', 'g2'].map((id) => sampleGeneration(id, { userId: 'u1', startedAt: LATER }))
    await store.append([...ahead, sampleFeedback('f1', 'g1', LATER), sampleGeneration('g3')])
    assert.equal((await store.erase({ generationId: 'g1' })).hidden, 1)
    assert.deepStrictEqual(generationIds(await readAll(store)), ['g2', 'g3'])
    const { hidden, rewritten } = await store.erase({ userId: 'u1' })
    assert.deepStrictEqual([hidden, rewritten], store.capabilities.erasure === 'rewrite' ? [1, 1] : [1, 0])
    await store.append(ahead)
    const others = (await readAll(store)).filter(({ type }) => type !== 'erasure')
    assert.deepStrictEqual(others, [sampleGeneration('g3')])
  },

  'times are told apart as moments, however they are written': async ({ store }) => {
    await store.append([sampleGeneration('g1', { userId: 'u1' })])
    await store.erase({ userId: 'u1' })
    const [hourAgo, inAnHour] = [writtenAt(-HOUR_MS, 14), writtenAt(HOUR_MS, -10)]
    await store.append([sampleGeneration('late', { userId: 'u1', startedAt: hourAgo })])
    await store.append([sampleGeneration('later', { userId: 'u1', startedAt: inAnHour })])
    assert.deepStrictEqual(generationIds(await readAll(store)), ['later'])
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

  'whoever bears an odd name can be erased, and nobody else with them': async ({ store }) => {
    await store.append(ODD_NAMES.map((userId, index) => sampleGeneration(`g${index}`, { userId })))
    for (const [index, userId] of ODD_NAMES.entries()) {
      assert.equal((await store.erase({ userId })).hidden, 1, JSON.stringify(userId))
      const left = ODD_NAMES.slice(index + 1).map((_, other) => `g${index + 1 + other}`)
      assert.deepStrictEqual(generationIds(await readAll(store)), left)
    }
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

/** A moment so many milliseconds from now, as clocks write it that are so many hours ahead of UTC. */
function writtenAt(ms: number, hours: number): string {
  const local = new Date(Date.now() + ms + hours * HOUR_MS).toISOString().slice(0, -1)
  return `${local}${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:00`
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
