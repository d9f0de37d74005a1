import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isJsonObject, sortedJson, type Json, type JsonObject } from '../../../src/core/json.ts'
import { createDecoder } from '../../../src/storage/codec/decoder.ts'
import { createEncoder } from '../../../src/storage/codec/encoder.ts'
import { attachBlobs, detachBlobs } from '../../../src/storage/jsonl/blobs/detach.ts'
import { sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { runs } from '../../support/runs.ts'
import { traffic } from '../codec/traffic.ts'

const KIB = 1_024
const prompt = 'You are kind. '.repeat(400)
const picture = `data:image/png;base64,${'iVBORw0KGgo'.repeat(2_000)}`

describe('the values that go to blobs', () => {
  test.for<[string, string[], JsonObject]>([
    ['a short text', [], asked('Hi')],
    ['a long system prompt', ['/request/messages/0/parts/0/text'], asked(prompt, 'system')],
    ['a long question', [], asked('a'.repeat(100 * KIB))],
    ['a pasted book', ['/request/messages/0/parts/0/text'], asked('a'.repeat(256 * KIB))],
    ['a long answer', [], answered('a'.repeat(300 * KIB))],
    ['a picture', ['/request/messages/0/parts/0/uri'], part({ type: 'file', mediaType: 'image/png', uri: picture })],
    ['a link', [], part({ type: 'file', mediaType: 'image/png', uri: `https://example.org/${'a'.repeat(20 * KIB)}` })],
    ['a tool list', ['/request/tools'], { request: { messages: [], tools: [{ name: 'a', description: prompt }] } }],
    ['a short tool list', [], { request: { messages: [], tools: [{ name: 'a', description: 'b' }] } }],
    ['a part of an unknown kind', ['/request/messages/0/parts/0/value'], other({ deep: [picture] })],
    ['a small part of an unknown kind', [], other({ deep: ['small'] })],
    [
      'a picture in a tool result',
      ['/request/messages/0/parts/0/result/0/a~1b~0c'],
      part({ type: 'tool_result', id: 'c', result: [{ 'a/b~c': picture, text: prompt }] }),
    ],
  ])('%s', ([, pointers, fields]) => {
    const record = plain({ ...sampleGeneration('g1'), ...fields })
    const stored = detachBlobs(record, () => '0'.repeat(64))
    expect(Object.keys(stored['blobs'] ?? {})).toEqual(pointers)
    const share = JSON.stringify(stored).length / JSON.stringify(record).length
    expect(share < 0.5).toBe(pointers.length > 0)
    expect(stored === record).toBe(pointers.length === 0)
  })

  test('what is encoded and taken apart comes back exactly as it went in', () => {
    fc.assert(
      fc.property(traffic, fc.array(fc.nat({ max: 20 }), { maxLength: 40 }), (records, sizes) => {
        const [encoder, decoder, blobs] = [createEncoder(), createDecoder(), createMemory()]
        for (const [index, record] of records.entries()) {
          const grown = grow(record, sizes[index] ?? 20)
          const { stored, remember } = encoder.encode(grown)
          const line = JSON.stringify(detachBlobs(stored, blobs.keep))
          remember()
          const attached = attachBlobs(JSON.parse(line), blobs.value)
          const decoded = attached.ok ? decoder.decode(attached.record) : attached
          expect(decoded.ok ? sortedJson(decoded.record) : decoded).toBe(sortedJson(grown))
        }
      }),
      { numRuns: runs(100, 2_000) },
    )
  })

  test.for<[string, Json]>([
    ['its own blobs', { '/request/tools': 'a'.repeat(64) }],
    ['its own pointer to nowhere', { '/nowhere': 'b'.repeat(64), own: { own: 1 } }],
    ['no object', 'none'],
  ])('a record with a field of that name, %s, keeps it', ([, own]) => {
    for (const text of ['Hi', prompt]) {
      const blobs = createMemory()
      const record = plain({ ...sampleGeneration('g1'), blobs: own, ...asked(text, 'system') })
      const stored = detachBlobs(record, blobs.keep)
      expect(attachBlobs(stored, blobs.value)).toEqual({ ok: true, record })
    }
  })

  test('a line that somebody has written with a field of that name is left as it is', () => {
    const record = plain({ ...sampleGeneration('g1'), blobs: { mine: 1 } })
    expect(attachBlobs(record, createMemory().value)).toEqual({ ok: true, record })
  })
})

function createMemory() {
  const values = new Map<string, string>()
  return {
    keep(value: Json) {
      const name = values.size.toString(16).padStart(64, '0')
      values.set(name, JSON.stringify(value))
      return name
    },
    value(name: string) {
      const value: Json = JSON.parse(values.get(name) ?? 'null')
      return { ok: true, value } as const
    },
  }
}

/** Makes some of a record's values large, in ways that depend on `size`. */
function grow(record: JsonObject, size: number): JsonObject {
  if (size > 8) return record
  const request = record['request']
  if (!isJsonObject(request)) return record
  const tools = size % 2 === 0 ? { tools: [{ name: `t${size}`, description: prompt }] } : {}
  const parts = [
    { type: 'text', text: `${size} ${prompt}` },
    { type: 'file', mediaType: 'image/png', uri: picture },
    JSON.parse(`{"type":"tool_result","id":"c","result":{"__proto__":${JSON.stringify(picture)},"":[1]}}`),
    { type: 'other', kind: 'k', value: [picture, null] },
  ].slice(size % 3)
  const { messages } = request
  const more = [{ role: size > 4 ? 'system' : 'user', parts }]
  const grown = { ...request, ...tools, messages: Array.isArray(messages) ? [...messages, ...more] : messages }
  return plain({ ...record, request: grown, ...(size === 7 ? { blobs: { own: [1] } } : {}) })
}

function asked(text: string, role = 'user'): JsonObject {
  return { request: { messages: [{ role, parts: [{ type: 'text', text }] }] } }
}

function answered(text: string): JsonObject {
  return { response: { messages: [{ role: 'assistant', parts: [{ type: 'text', text }] }] } }
}

function part(one: JsonObject): JsonObject {
  return { request: { messages: [{ role: 'user', parts: [one] }] } }
}

function other(value: Json): JsonObject {
  return part({ type: 'other', kind: 'mystery', value })
}

function plain(value: unknown): JsonObject {
  return JSON.parse(JSON.stringify(value))
}
