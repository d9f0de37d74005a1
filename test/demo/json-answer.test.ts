import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Filling } from '../../src/demo/answering/answer.ts'
import { fitSchema } from '../../src/demo/answering/fit-schema.ts'
import { startDemoModel } from '../../src/demo/index.ts'
import type { Json } from '../../src/core/json.ts'
import { answerOf } from './raw-client.ts'

const FILLING: Filling = {
  answer: 'Count on two to three working days.',
  found: true,
  language: 'en',
  topic: 'delivery',
  question: 'How long does delivery take?',
  source: 'delivery-time',
  confidence: 0.8,
}

const fit = (schema: Json) => fitSchema(schema, FILLING)

test('format "json" gives an object with the answer and where it comes from', async () => {
  const demo = await startDemoModel()
  const content = await answerOf(demo, 'How long does delivery take?', { format: 'json' })
  await demo.close()
  expect(JSON.parse(content)).toMatchObject({
    found: true,
    topic: 'delivery',
    source: 'delivery-time',
    answer: expect.any(String),
  })
})

describe('a schema is filled by the names of its properties', () => {
  test('texts, numbers and truth', () => {
    const properties = {
      reply: { type: 'string' },
      category: { type: 'string' },
      title: { type: 'string' },
      confidence: { type: 'number' },
      steps: { type: 'integer' },
      known: { type: 'boolean' },
    }
    expect(fit({ type: 'object', properties })).toEqual({
      reply: FILLING.answer,
      category: 'delivery',
      title: FILLING.question,
      confidence: 0.8,
      steps: 1,
      known: true,
    })
  })

  test('an enum takes the value that the answer is about', () => {
    expect(fit({ enum: ['payment', 'delivery'] })).toBe('delivery')
    expect(fit({ enum: ['a month', 'three working days'] })).toBe('three working days')
    expect(fit({ enum: ['red', 'blue'] })).toBe('red')
  })
})

test.for<[string, z.ZodType]>([
  [
    'nested objects in arrays',
    z.object({ items: z.array(z.object({ name: z.string(), price: z.number().min(3) })).min(2) }),
  ],
  [
    'unions, null and constants',
    z.object({ kind: z.literal('faq'), note: z.string().nullable(), id: z.union([z.number(), z.string()]) }),
  ],
  [
    'lengths and ranges',
    z.object({ code: z.string().min(50).max(60), rank: z.int().min(5).max(7), even: z.number().multipleOf(4).min(5) }),
  ],
  ['formats', z.object({ at: z.iso.datetime(), day: z.iso.date(), mail: z.email(), page: z.url(), id: z.uuid() })],
  ['optional and default', z.object({ a: z.string().optional(), b: z.string().default('x') })],
  ['tuples', z.tuple([z.string(), z.number(), z.boolean()])],
  ['an intersection', z.intersection(z.object({ a: z.string() }), z.object({ b: z.number() }))],
  [
    'a discriminated union',
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('a'), text: z.string() }),
      z.object({ type: z.literal('b') }),
    ]),
  ],
])('the answer fits a schema with %s', ([, schema]) => {
  const json = JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: 'input' }))) as Json
  expect(schema.safeParse(fit(json))).toMatchObject({ success: true })
})

test('a schema that holds itself comes to an end', () => {
  const tree = {
    $ref: '#/$defs/node',
    $defs: {
      node: {
        type: 'object',
        required: ['text'],
        properties: { text: { type: 'string' }, children: { type: 'array', items: { $ref: '#/$defs/node' } } },
      },
    },
  }
  expect(fit(tree)).toMatchObject({ text: FILLING.answer })
  expect(fit({ $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/a' } } })).toBeDefined()
})

test('any JSON is taken as a schema without a fault', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (schema) => {
      expect(() => JSON.stringify(fit(JSON.parse(JSON.stringify(schema)) as Json))).not.toThrow()
    }),
  )
})
