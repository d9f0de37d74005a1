import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Example, ExampleMessage, MessageOrigin } from '../../../src/core/example.ts'
import type { JsonObject } from '../../../src/core/json.ts'
import type { Message, Part } from '../../../src/core/message.ts'
import { exampleOfText, textOfExample } from '../../../src/pipeline/work/stored-text.ts'
import { exampleOf } from '../../../src/testing/example-of.ts'
import { oddExamples } from '../../../src/testing/odd-examples.ts'

const stored = (example: Example): string => JSON.stringify(exampleOfText(textOfExample(example)))

test.for(oddExamples().map(({ name, example }) => [name, example] as const))('stays as it is: %s', ([, example]) => {
  expect(stored(example)).toBe(JSON.stringify(example))
})

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('\n', '\ud800', '\udc00', '\ufeffa'),
)
const json = fc.jsonValue({ maxDepth: 2 })
const object: fc.Arbitrary<JsonObject> = fc.dictionary(
  fc.string(),
  json.map((value) => JSON.parse(JSON.stringify(value))),
)
const turned = <Fields extends object>(plain: Fields): Fields =>
  Object.assign(Object.create(Object.prototype), Object.fromEntries(Object.entries(plain).toReversed()))
/** The same with an unknown field, one without a value, or its fields in another order. */
const more = <Fields extends object>(fields: fc.Arbitrary<Fields>): fc.Arbitrary<Fields> =>
  fc.tuple(fields, fc.constantFrom('none', 'undefined', 'unknown', 'turned')).map(([plain, kind]) => {
    if (kind === 'undefined') return { ...plain, left: undefined }
    if (kind === 'unknown') return { ...plain, other: 'field' }
    return kind === 'turned' ? turned(plain) : plain
  })

const part: fc.Arbitrary<Part> = fc.oneof(
  more(fc.record({ type: fc.constant('text'), text })),
  more(fc.record({ type: fc.constant('reasoning'), text })),
  more(fc.record({ type: fc.constant('tool_call'), id: text, name: text, arguments: object })),
  more(fc.record({ type: fc.constant('tool_result'), id: text, result: object })),
  more(fc.record({ type: fc.constant('tool_result'), id: text, name: text, result: object })),
  more(fc.record({ type: fc.constant('tool_result'), id: text, result: text, isError: fc.boolean() })),
)
const message: fc.Arbitrary<Message> = more(
  fc.record({ role: fc.constantFrom('user', 'assistant', 'tool'), parts: fc.array(part, { maxLength: 3 }) }),
)
const origin: fc.Arbitrary<MessageOrigin> = more(
  fc.oneof(
    fc.record({ generationId: text, model: text, status: fc.constant('ok'), startedAt: text }),
    fc.record({
      generationId: text,
      model: text,
      status: fc.constant('ok'),
      finishReason: fc.constant('stop'),
      startedAt: text,
    }),
    fc.record({ generationId: text, model: text, status: fc.constant('error'), startedAt: text, feedback: object }),
  ),
)
const weight = fc.constantFrom<0 | 1>(0, 1)
const entry: fc.Arbitrary<ExampleMessage> = more(
  fc.oneof(fc.record({ message, weight }), fc.record({ message, weight, origin })),
)

test('gives what JSON would give, in the same order', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 6 }), (messages) => {
      const example = exampleOf([], { messages })
      expect(stored(example)).toBe(JSON.stringify(example))
    }),
  )
})

test('what a step in plain JavaScript left without a value is gone, as in JSON', () => {
  const call: Part = JSON.parse('{"type":"tool_call","id":"a","name":"b","arguments":{}}')
  Object.assign(call, { arguments: undefined })
  const example = exampleOf([], { messages: [{ message: { role: 'assistant', parts: [call] }, weight: 1 }] })
  expect(stored(example)).toBe(JSON.stringify(example))
})
