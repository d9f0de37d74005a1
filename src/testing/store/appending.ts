import assert from 'node:assert/strict'
import type { Json, JsonObject } from '../../core/json.ts'
import type { LogEvent } from '../../core/log-event.ts'
import { textMessage } from '../../core/message.ts'
import type { Store } from '../../core/store.ts'
import { frozen } from '../frozen.ts'
import { readAll, type StoreCases } from './place.ts'
import {
  NOON,
  sampleConversation,
  sampleFeedback,
  sampleGeneration,
  sampleUnknown,
  WILD_TEXTS,
} from './sample-events.ts'

export const appendingCases: StoreCases = {
  'events of every type come back as they were given, in their order': async ({ store }) => {
    await survives(
      store,
      sampleGeneration('g1'),
      sampleFeedback('f1', 'g1'),
      { v: 1, type: 'review', id: 'r1', at: NOON, target: { generationId: 'g1' }, decision: 'approve' },
      { v: 1, type: 'gap', id: 'p1', at: NOON, since: NOON, dropped: { queue_full: 3 } },
      { v: 1, type: 'erasure', id: 'e1', at: NOON, selector: { userId: 'nobody' } },
      sampleGeneration('g2'),
    )
  },

  'events of an unknown type are kept': async ({ store }) => {
    await survives(store, sampleUnknown('u1'), sampleGeneration('g1'), sampleUnknown('u2'))
  },

  'unknown fields of records, messages and parts are kept': async ({ store }) => {
    const part = { type: 'text', text: 'hello', later: { deep: [1] } } as const
    const message = { role: 'user', parts: [part], later: true } as const
    const request = { messages: [message], base: { id: 'x', count: 9 }, later: null } as const
    await survives(store, { ...sampleGeneration('g1'), request, later: 'too', crc: '00000000' } as LogEvent)
  },

  'histories that are sent again with each call come back whole': async ({ store }) => {
    const [first, second] = [sampleConversation('a', 30, { conversationId: 'a' }), sampleConversation('b', 30)]
    await survives(store, ...first.flatMap((generation, turn) => [generation, ...second.slice(turn, turn + 1)]))
  },

  'histories that branch, shrink or begin anew come back whole': async ({ store }) => {
    const turns = sampleConversation('a', 6, { conversationId: 'a' })
    const messages = turns.at(-1)?.request.messages ?? []
    const tools = [{ name: 'search', parameters: { type: 'object' } }]
    await survives(
      store,
      ...turns,
      sampleGeneration('again', { conversationId: 'a', messages }),
      sampleGeneration('edited', {
        conversationId: 'a',
        messages: [...messages.slice(0, 3), textMessage('user', 'New')],
      }),
      sampleGeneration('windowed', { conversationId: 'a', messages: messages.slice(4) }),
      sampleGeneration('tools', { conversationId: 'a', messages, request: { tools, toolChoice: 'auto' } }),
      sampleGeneration('same tools', { conversationId: 'a', messages, request: { tools, toolChoice: 'none' } }),
      sampleGeneration('no tools', { conversationId: 'a', messages }),
      sampleGeneration('empty', { conversationId: 'a', messages: [] }),
      sampleGeneration('other', { conversationId: 'a' }),
    )
  },

  'wild text comes back unchanged': async ({ store }) => {
    const messages = WILD_TEXTS.map((text) => ({ role: 'user', parts: [{ type: 'text', text }] }) as const)
    const metadata = Object.fromEntries(WILD_TEXTS.map((text) => [text, text]))
    await survives(store, sampleGeneration('g1', { messages, metadata }), sampleGeneration('g2', { messages }))
  },

  'keys like __proto__ are data': async ({ store }) => {
    const metadata: JsonObject = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":2}}')
    await survives(store, sampleGeneration('g1', { metadata }))
    assert.equal(Reflect.get({}, 'polluted'), undefined)
  },

  'deep and big values come back whole': async ({ store }) => {
    let deep: Json = 'bottom'
    for (let depth = 0; depth < 60; depth += 1) deep = depth % 2 === 0 ? [deep] : { deep }
    const answer = textMessage('assistant', 'Lorem ipsum 東京 '.repeat(200_000))
    await survives(store, sampleGeneration('g1', { metadata: { deep } }), sampleGeneration('g2', { answer }))
  },

  'a call of many events keeps their order': async ({ store }) => {
    const events = sampleConversation('a', 100)
    await store.append(events.slice(0, 16))
    await store.append(events.slice(16))
    assert.deepStrictEqual(await readAll(store), events)
  },

  'calls that do not wait for each other keep their order': async ({ store }) => {
    const events = sampleConversation('a', 60)
    await Promise.all(events.map((event, turn) => store.append([event, sampleFeedback(`f${turn}`, event.id)])))
    const expected = events.flatMap((event, turn) => [event, sampleFeedback(`f${turn}`, event.id)])
    assert.deepStrictEqual(await readAll(store), expected)
  },

  'appending nothing changes nothing': async ({ store }) => {
    await store.append([])
    await store.append([sampleGeneration('g1')])
    await store.append([])
    assert.deepStrictEqual(await readAll(store), [sampleGeneration('g1')])
  },

  'what was acknowledged is read at once, also between appends under way': async ({ store }) => {
    const events = sampleConversation('a', 40)
    await store.append(events.slice(0, 20))
    const appending = Promise.all(events.slice(20).map((event) => store.append([event])))
    const damages: unknown[] = []
    const seen = await readAll(store, { onDamage: (damage) => damages.push(damage) })
    await appending
    assert.deepStrictEqual(seen, events.slice(0, seen.length))
    assert.ok(seen.length >= 20)
    assert.deepStrictEqual(damages, [])
  },
}

/** Appends one by one, and expects to read the same. */
async function survives(store: Store, ...events: readonly LogEvent[]): Promise<void> {
  for (const event of events) await store.append([frozen(event)])
  assert.deepStrictEqual(await readAll(store), events)
}
