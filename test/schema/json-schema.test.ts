import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { logLineSchema } from '../../src/schema/index.ts'
import { recordJsonSchema } from '../../src/schema/json-schema.ts'
import { asLine, BROKEN_LINES } from './broken-lines.ts'
import { fits } from './check-json-schema.ts'
import { FULL_GENERATION, GAP, SAMPLES, SMALL_GENERATION } from './samples.ts'
import { runs } from '../support/runs.ts'

const FILE = new URL('../../schema/record.schema.json', import.meta.url)
const text = readFileSync(FILE, 'utf8')
const schema = JSON.parse(text) as { readonly [keyword: string]: unknown }
const definitions = schema['$defs'] as { readonly [name: string]: { readonly [keyword: string]: unknown } }

function accepts(line: unknown): boolean {
  return fits(line, schema, schema)
}

describe('schema/record.schema.json', () => {
  test('is what `npm run schema` writes', () => {
    expect(text, 'run `npm run schema` and commit the file').toBe(recordJsonSchema())
  })

  test('says what it is and of which draft', () => {
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: expect.stringMatching(/^urn:finetap:record:1$/),
      title: expect.any(String),
      description: expect.any(String),
    })
  })

  test('names the nouns, and every name is used', () => {
    expect(Object.keys(definitions)).toEqual(
      expect.arrayContaining(['Generation', 'Message', 'Part', 'Tool', 'Feedback', 'Review', 'Erasure', 'Gap']),
    )
    for (const name of Object.keys(definitions)) expect(text).toContain(`"#/$defs/${name}"`)
  })

  test('describes messages once: where a noun stands, there is a reference', () => {
    expect(definitions['Message']?.['properties']).toMatchObject({ parts: { items: { $ref: '#/$defs/Part' } } })
    expect(definitions['GenerationRequest']?.['properties']).toMatchObject({
      messages: { items: { $ref: '#/$defs/Message' } },
    })
  })
})

describe('a validator of JSON Schema', () => {
  test.for(SAMPLES.map((sample) => [sample.type, sample] as const))('takes a line that is right: %s', ([, sample]) => {
    expect(accepts(asLine(sample))).toBe(true)
  })

  test.for([
    [
      'short form and checksum',
      { ...SMALL_GENERATION, request: { messages: [], base: { id: 'g', count: 2 } }, crc: '0a1b2c3d' },
    ],
    ['an event of a later type', { v: 1, type: 'pin', extra: true }],
    ['a field of a later version', { ...GAP, mood: 'good' }],
    [
      'a part of a later version',
      { ...SMALL_GENERATION, response: { messages: [{ role: 'user', parts: [{ type: 'video' }] }] } },
    ],
    [
      'a finish reason of a later version',
      { ...SMALL_GENERATION, response: { messages: [], finishReason: 'refusal' } },
    ],
  ] as const)('takes %s', ([, line]) => {
    expect(accepts(line)).toBe(true)
  })

  test.for(BROKEN_LINES)('refuses %s', ([, line]) => {
    expect(accepts(asLine(line))).toBe(false)
  })

  test.for([
    ['a checksum of seven digits', { ...GAP, crc: '0a1b2c3' }],
    ['a base without id', { ...SMALL_GENERATION, request: { messages: [], base: { count: 1 } } }],
    ['the next version', { ...SMALL_GENERATION, v: 2 }],
    ['a line that is no object', [GAP]],
  ] as const)('refuses %s', ([, line]) => {
    expect(accepts(line)).toBe(false)
  })

  test('agrees with finetap on every line', () => {
    const keys = [...new Set(SAMPLES.flatMap((sample) => Object.keys(sample))), 'crc']
    const damaged = fc
      .tuple(fc.constantFrom(...SAMPLES, FULL_GENERATION), fc.constantFrom(...keys), fc.jsonValue())
      .map(([sample, key, value]): unknown => ({ ...asLine(sample), [key]: value }))
    fc.assert(
      fc.property(fc.oneof(damaged, fc.jsonValue()), (line) => {
        expect(accepts(line)).toBe(logLineSchema.safeParse(line).success)
      }),
      { numRuns: runs(200, 1_000) },
    )
  })
})
