import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../src/core/json.ts'
import { textMessage, type Message, type ToolCallPart } from '../../../src/core/message.ts'
import type { Tool } from '../../../src/core/tool.ts'
import { breaksSchema } from '../../../src/pipeline/steps/check-arguments.ts'
import { checkTools, type CheckToolsOptions } from '../../../src/pipeline/steps/check-tools.ts'
import { exampleOf, runStep, testStep } from '../../../src/testing/index.ts'

testStep(checkTools(), { describe, test })
testStep(checkTools({ undeclared: 'drop', arguments: 'flag' }), { describe, test })

const WEATHER: Tool = {
  name: 'weather',
  parameters: {
    type: 'object',
    required: ['city'],
    properties: { city: { type: 'string' }, days: { type: 'integer' }, unit: { enum: ['C', 'F'] } },
  },
}

const run = async (call: Partial<ToolCallPart>, options?: CheckToolsOptions, tools: readonly Tool[] = [WEATHER]) => {
  const asks: Message = {
    role: 'assistant',
    parts: [{ type: 'tool_call', id: 'c', name: 'weather', arguments: { city: 'Bern' }, ...call }],
  }
  const result: Message = { role: 'tool', parts: [{ type: 'tool_result', id: 'c', result: 'sun' }] }
  const example = exampleOf(['Sun?', asks, result, textMessage('assistant', 'Yes.')], { tools })
  const { kept, dropped } = await runStep(checkTools(options), [example])
  expect(dropped).toEqual([])
  return { flags: kept[0]?.flags, excluded: kept[0]?.excluded.map(({ reason }) => reason) }
}

test('a call as it was offered is right', async () => {
  expect(await run({})).toEqual({ flags: [], excluded: [] })
  expect(await run({ arguments: { city: 'Bern', days: 2, unit: 'C', more: [1] } })).toEqual({ flags: [], excluded: [] })
})

test('a tool that was not offered', async () => {
  expect(await run({ name: 'rain' })).toEqual({ flags: ['undeclared_tool'], excluded: [] })
  expect(await run({ name: 'rain' }, { undeclared: 'drop' })).toEqual({ flags: [], excluded: ['undeclared_tool'] })
  expect(await run({ name: 'rain' }, { undeclared: 'drop' }, [])).toEqual({ flags: [], excluded: [] })
  expect(await run({ name: 'constructor' })).toEqual({ flags: ['undeclared_tool'], excluded: [] })
  expect(await run({ name: 'web_search', providerExecuted: true })).toEqual({ flags: [], excluded: [] })
})

test.for<[string, Partial<ToolCallPart>]>([
  ['a key is missing', { arguments: {} }],
  ['another type', { arguments: { city: 7 } }],
  ['no whole number', { arguments: { city: 'Bern', days: 1.5 } }],
  ['none of the choices', { arguments: { city: 'Bern', unit: 'K' } }],
  ['no JSON', { arguments: {}, argumentsRaw: '{"city": "Be' }],
])('arguments that the tool cannot take: %s', async ([, call]) => {
  expect(await run(call)).toEqual({ flags: [], excluded: ['bad_tool_arguments'] })
  expect(await run(call, { arguments: 'flag' })).toEqual({ flags: ['bad_tool_arguments'], excluded: [] })
})

test.for<[Json, JsonObject, boolean]>([
  [{ a: [1, 2] }, { properties: { a: { type: 'array', items: { type: 'number' } } } }, false],
  [{ a: [1, 'x'] }, { properties: { a: { type: 'array', items: { type: 'number' } } } }, true],
  [{ a: { b: 1 } }, { properties: { a: { required: ['c'] } } }, true],
  [{ a: null }, { properties: { a: { type: 'string' } } }, false],
  [{ a: null }, { required: ['a'], properties: { a: { type: 'string' } } }, true],
  [{ a: null }, { required: ['a'], properties: { a: { type: ['string', 'null'] } } }, false],
  [{ a: 'x' }, { properties: { a: { type: 'STRING' } } }, false],
  [{ a: 'x' }, { properties: { a: { type: 'INTEGER' } } }, true],
  [{ a: 1 }, { properties: { a: { anyOf: [{ type: 'string' }, { type: 'number' }] } } }, false],
  [{ a: 1 }, { properties: { a: { $ref: '#/$defs/a', type: 'string' } } }, false],
  [{ a: 1 }, { properties: { a: { required: true, type: 'number' } } }, false],
  [{ a: { x: 1 } }, { properties: { a: { enum: [{ x: 1 }] } } }, false],
  [{ toString: 1 }, { properties: {} }, false],
  [{}, { required: ['toString'] }, true],
])('%j against %j: broken is %j', ([value, schema, expected]) => {
  expect(breaksSchema(value, schema)).toBe(expected)
})

test('failed tools and names that mean two tools are flagged', async () => {
  const conflict: Tool = { ...WEATHER, parameters: { type: 'object' } }
  expect(await run({}, {}, [WEATHER, conflict])).toEqual({ flags: ['tool_conflict'], excluded: [] })
  expect(await run({}, {}, [WEATHER, structuredClone(WEATHER)])).toEqual({ flags: [], excluded: [] })
  const failed: Message = {
    role: 'tool',
    parts: [{ type: 'tool_result', id: 'c', result: 'no network', isError: true }],
  }
  const example = exampleOf(['Sun?', failed, textMessage('assistant', 'I do not know.')])
  expect((await runStep(checkTools(), [example])).kept[0]?.flags).toEqual(['tool_error'])
})

test('any schema and any value can be compared', () => {
  const json = fc.jsonValue() as fc.Arbitrary<Json>
  fc.assert(
    fc.property(json, json, (value, schema) => {
      expect(typeof breaksSchema(value, schema)).toBe('boolean')
    }),
    { numRuns: 200 },
  )
})
