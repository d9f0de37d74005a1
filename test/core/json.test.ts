import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isJsonObject, jsonEqual, sortedJson, type Json } from '../../src/core/json.ts'
import { runs } from '../support/runs.ts'

const json = fc.jsonValue().map((value) => value as Json)
const nearby = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json>(null, true, 0, 1, '', '0', 'a', '"', '[]', '{}', 'null'),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'b', '', '"', '__proto__'), tie('value'), { maxKeys: 2 }),
  ),
})).value

function shuffled(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => shuffled(item))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, shuffled(item)]),
  )
}

function keyByKey(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => keyByKey(item)).join(',')}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  const fields = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${keyByKey(value[key] ?? null)}`)
  return `{${fields.join(',')}}`
}

describe('two JSON values', () => {
  test('are equal exactly when their sorted text is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.tuple(nearby, nearby), fc.tuple(json, json)), ([a, b]) => {
        expect(jsonEqual(a, b)).toBe(sortedJson(a) === sortedJson(b))
      }),
      { numRuns: runs(200, 2_000) },
    )
  })

  test('are equal whatever the order of their keys', () => {
    fc.assert(
      fc.property(fc.oneof(json, nearby), (value) => {
        expect(jsonEqual(value, shuffled(value))).toBe(true)
        expect(sortedJson(shuffled(value))).toBe(sortedJson(value))
      }),
    )
  })

  test.for([
    ['a missing key and null', {}, { a: null }],
    ['a list and an object', [1], { 0: 1 }],
    ['the order of a list', [1, 2], [2, 1]],
    ['a shorter list', [1], [1, 1]],
    ['a number and its text', 1, '1'],
    ['null and an object', null, {}],
    ['an own and an inherited key', JSON.parse('{"__proto__":{}}') as Json, { a: {} }],
  ] as const)('differ in %s', ([, a, b]) => {
    expect(jsonEqual(a, b)).toBe(false)
    expect(sortedJson(a)).not.toBe(sortedJson(b))
  })

  test('count a key that holds undefined as missing, as JSON.stringify does', () => {
    expect(jsonEqual({ a: 1, b: undefined }, { a: 1 })).toBe(true)
  })
})

describe('sorted text', () => {
  test('is JSON of the same value', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(jsonEqual(JSON.parse(sortedJson(value)), value)).toBe(true)
      }),
    )
  })

  const keys = fc.oneof(fc.constantFrom('a', 'b', ' b', '-1', '0', '1', '10', '9', '__proto__', 'B', 'é'), fc.string())
  const wild = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<Json>(null, 1, 'a', '\ud83d', '😀'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(keys, tie('value'), { maxKeys: 4 }),
    ),
  })).value

  test('is written key by key, whatever the keys', () => {
    fc.assert(
      fc.property(wild, (value) => {
        expect(sortedJson(value)).toBe(keyByKey(value))
      }),
      { numRuns: runs(500, 20_000) },
    )
  })

  test('leaves out what JSON does not know', () => {
    const value = Object.assign(JSON.parse('{"c":2,"b":1}'), { a: undefined })
    expect(sortedJson(value)).toBe('{"b":1,"c":2}')
    expect(sortedJson({ z: [value], y: null })).toBe('{"y":null,"z":[{"b":1,"c":2}]}')
  })

  test('has its keys in code-unit order', () => {
    expect(sortedJson({ b: 1, a: [true, { z: null, Z: 'é' }] })).toBe('{"a":[true,{"Z":"é","z":null}],"b":1}')
  })
})
