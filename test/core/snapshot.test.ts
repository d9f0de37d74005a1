import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bytesToDataUri, snapshotJson } from '../../src/core/snapshot.ts'

const UNSAFE = new Set(['__proto__', 'constructor', 'prototype'])

/** JSON as a wire carries it: no minus zero, and none of the keys that are left out on purpose. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).filter(([key]) => !UNSAFE.has(key)))
      : item,
  )
}

function nest(depth: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = 'bottom'
  for (let level = 0; level < depth; level += 1) value = wrap(value)
  return value
}

describe('what JSON can carry', () => {
  test('comes back equal, and is a copy', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 12 }).map(plain), (value) => {
        const whole = { value }
        expect(snapshotJson(whole)).toEqual(whole)
        expect(snapshotJson(whole)).not.toBe(whole)
      }),
    )
  })

  test('is out of reach of later changes', () => {
    const messages = [{ role: 'user', images: ['a'], meta: { n: 1 } }]
    const copy = snapshotJson(messages)
    messages[0]?.images.push('b')
    Object.assign(messages[0]?.meta ?? {}, { n: 2 })
    messages.push({ role: 'assistant', images: [], meta: { n: 3 } })
    expect(copy).toEqual([{ role: 'user', images: ['a'], meta: { n: 1 } }])
  })

  test('may be frozen, and the copy is not', () => {
    const copy = snapshotJson(Object.freeze({ list: Object.freeze([1]) }))
    expect(Object.isFrozen(copy)).toBe(false)
    expect(copy).toEqual({ list: [1] })
  })

  test('may stand in two places', () => {
    const shared = { city: 'Oslo' }
    expect(snapshotJson({ a: shared, b: [shared] })).toEqual({ a: { city: 'Oslo' }, b: [{ city: 'Oslo' }] })
  })
})

describe('what JSON cannot carry', () => {
  test.for([
    ['BigInt', 12345678901234567890n, '12345678901234567890'],
    ['not a number', Number.NaN, 'NaN'],
    ['infinity', -Infinity, '-Infinity'],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['a date that is none', new Date(Number.NaN), 'Invalid Date'],
    ['a URL', new URL('https://example.com/a?b=1'), 'https://example.com/a?b=1'],
    ['a Map', new Map([['a', 1]]), [['a', 1]]],
    ['a Set', new Set([1, 'b']), [1, 'b']],
    ['an error', new TypeError('no'), { name: 'TypeError', message: 'no' }],
    ['a buffer', Buffer.from('hi'), 'data:application/octet-stream;base64,aGk='],
    ['bytes of a larger buffer', new Uint8Array([1, 104, 105, 2]).subarray(1, 3), bytesToDataUri(Buffer.from('hi'))],
    ['an array buffer', new Uint8Array([104, 105]).buffer, bytesToDataUri(Buffer.from('hi'))],
    ['a view of numbers', new Float32Array([1]), bytesToDataUri(new Uint8Array([0, 0, 128, 63]))],
    ['a function', () => 1, null],
    ['a symbol', Symbol('s'), null],
    ['undefined', undefined, null],
  ] as const)('is replaced: %s', ([, value, expected]) => {
    expect(snapshotJson(value)).toEqual(expected)
  })

  test('is left out of objects and is null in lists', () => {
    const value = { a: undefined, b: () => 1, [Symbol('c')]: 1, d: [undefined, () => 1, Symbol('e')] }
    expect(snapshotJson(value)).toStrictEqual({ d: [null, null, null] })
  })

  test('holes of a list are null', () => {
    const list: unknown[] = ['a']
    list[2] = 'c'
    expect(snapshotJson(list)).toStrictEqual(['a', null, 'c'])
  })

  test('an instance gives its own fields, not those of its class', () => {
    class Message {
      readonly role = 'user'
      get text(): string {
        return 'of the class'
      }
    }
    expect(snapshotJson(new Message())).toEqual({ role: 'user' })
  })

  test('large binary content comes whole', () => {
    const bytes = Buffer.alloc(200_001, 'xyz')
    expect(snapshotJson(bytes)).toBe(`data:application/octet-stream;base64,${bytes.toString('base64')}`)
  })
})

describe('what fights back', () => {
  test('cycles end, in objects, lists, maps and sets', () => {
    const object: Record<string, unknown> = { name: 'o' }
    object['self'] = object
    const list: unknown[] = []
    list.push([list])
    const map = new Map<string, unknown>()
    map.set('self', map)
    expect(snapshotJson({ object, list, map })).toEqual({
      object: { name: 'o', self: '[circular]' },
      list: [['[circular]']],
      map: [['self', '[circular]']],
    })
  })

  test.for([
    ['objects', (inner: unknown) => ({ inner })],
    ['lists', (inner: unknown) => [inner]],
    ['maps', (inner: unknown) => new Map([['inner', inner]])],
  ] as const)('%s 20,000 deep end at 64', ([, wrap]) => {
    const text = JSON.stringify(snapshotJson(nest(20_000, wrap)))
    expect(text).toContain('[too deep]')
    expect(text.length).toBeLessThan(2000)
  })

  test('a getter that throws costs only its own field', () => {
    const value = {
      get bad(): never {
        throw new Error('no')
      },
      good: 1,
    }
    expect(snapshotJson({ value, list: [value] })).toEqual({
      value: { bad: '[unreadable]', good: 1 },
      list: [{ bad: '[unreadable]', good: 1 }],
    })
  })

  test('an element that throws costs only itself', () => {
    const list = ['a', 'b', 'c']
    Object.defineProperty(list, 1, {
      get() {
        throw new Error('no')
      },
    })
    expect(snapshotJson(list)).toEqual(['a', '[unreadable]', 'c'])
  })

  test('a proxy that throws at every touch, and one that is revoked', () => {
    const traps = new Proxy(
      {},
      {
        get() {
          return () => {
            throw new Error('no')
          }
        },
      },
    )
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    expect(snapshotJson({ hostile: new Proxy({}, traps), revoked: proxy, good: 1 })).toEqual({
      hostile: '[unreadable]',
      revoked: '[unreadable]',
      good: 1,
    })
  })

  test('an error whose message is no text does not smuggle it in', () => {
    const error: Error = Object.assign(new Error('x'), { message: 5n, name: { toString: () => 'Odd' } })
    expect(snapshotJson(error)).toEqual({ name: 'Odd', message: '5' })
  })

  test('code of the app does not run where it can be helped', () => {
    class Loud extends Array<number> {
      override map(): never {
        throw new Error('called')
      }
    }
    expect(snapshotJson(Loud.from([1, 2]))).toEqual([1, 2])
    expect(snapshotJson({ a: 1, toJSON: () => 'called' })).toEqual({ a: 1 })
  })

  test('a detached buffer', () => {
    const buffer = new ArrayBuffer(8)
    structuredClone(buffer, { transfer: [buffer] })
    expect(snapshotJson({ buffer, good: 1 })).toMatchObject({ good: 1 })
  })

  test('keys that poison a reader who merges are left out', () => {
    const value: unknown = JSON.parse('{"a":1,"__proto__":{"admin":true},"b":{"constructor":1,"prototype":2}}')
    const copy = snapshotJson(value)
    expect(copy).toStrictEqual({ a: 1, b: {} })
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype)
    expect(Reflect.get({}, 'admin')).toBe(undefined)
  })

  test('a small object that unfolds to 2^60 values ends after a million of them', () => {
    const bomb = nest(60, (inner) => ({ left: inner, right: inner }))
    expect(JSON.stringify(snapshotJson(bomb))).toContain('[too large]')
    const lists = nest(60, (inner) => [inner, inner])
    expect(JSON.stringify(snapshotJson(lists))).toContain('[too large]')
  })

  test('a list that only claims to be long ends too', () => {
    const list: unknown[] = []
    list.length = 4_000_000_000
    expect(snapshotJson(list)).toHaveLength(1_000_000)
  })

  test('text that looks like a mark is only text', () => {
    const value = { a: '[too large]', b: '[circular]', c: ['[too deep]', 1] }
    expect(snapshotJson(value)).toEqual(value)
  })

  test('nothing that fast-check can make throws, and what comes back is JSON', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withTypedArray: true,
          withSparseArray: true,
          withNullPrototype: true,
          withObjectString: true,
          withBoxedValues: true,
        }),
        (value) => {
          const copy = snapshotJson(value)
          expect(plain(copy)).toEqual(plain(JSON.parse(JSON.stringify(copy))))
        },
      ),
    )
  })
})
