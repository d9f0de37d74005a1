import assert from 'node:assert/strict'
import type { AdapterCases } from './bench.ts'
import { assertSame, shapeOf } from './compare.ts'
import type { Door } from './door.ts'
import { askFor, readAll } from './reading.ts'
import { FINISH, text } from './upstream/script.ts'

const QUESTION = { text: 'Who are you?' }
const SCRIPT = [text('The same as before.'), FINISH]

export const identityCases: AdapterCases = {
  'the wrapped client has the class and the fields of the client': async ({ both, cannot }) => {
    if (cannot('identity')) return
    const { raw, wrapped } = await both(async ({ client }) => client)
    assert.equal(typeof wrapped, typeof raw)
    assertSame(
      { raw: shapeOf(raw), wrapped: shapeOf(wrapped) },
      'the wrapped client must have the same class and fields',
    )
    assertSame({ raw: membersOf(raw), wrapped: membersOf(wrapped) }, 'the wrapped client must have the same members')
  },

  'getters stay live, and methods see the client itself': async ({ play, cannot }) => {
    if (cannot('identity')) return
    await play('wrapped', async ({ client, raw: original }) => {
      if (!Object.isExtensible(original)) return
      // What #private fields ask for, on a client that has none.
      const privateTo = new WeakSet([original])
      let reads = 0
      const probe = {
        get probeCount() {
          return (reads += 1)
        },
        get probeOwner() {
          return privateTo.has(this)
        },
        probeMethod() {
          return privateTo.has(this)
        },
        probeField: 'before',
      }
      Object.defineProperties(original, Object.getOwnPropertyDescriptors(probe))
      const counted = [Reflect.get(client, 'probeCount'), Reflect.get(client, 'probeCount')]
      assert.deepEqual(counted, [1, 2], 'getters must be read when the app reads them')
      assert.equal(Reflect.get(client, 'probeOwner'), true, 'a getter must see the client as `this`')
      const method: unknown = Reflect.get(client, 'probeMethod')
      assert.ok(typeof method === 'function')
      assert.equal(
        Reflect.apply(method, client, []),
        true,
        'a method must see the client as `this`: #private fields fail else',
      )
      Reflect.set(client, 'probeField', 'after')
      assert.equal(Reflect.get(original, 'probeField'), 'after', 'what the app sets must reach the client')
    })
  },

  'a method is the same method each time': async ({ play }) => {
    await play('wrapped', async ({ client }) => {
      for (const name of membersOf(client)) {
        const [first, second] = [read(client, name), read(client, name)]
        if (typeof first !== 'function') continue
        assert.equal(first, second, `\`client.${String(name)}\` must be the same function each time it is read`)
      }
    })
  },

  'other methods work as before': async (bench) => {
    const pair = await bench.both(async ({ other }) => {
      try {
        return { failed: false, value: await other?.() } as const
      } catch (error) {
        return { failed: true, error } as const
      }
    })
    bench.sameAnswer(pair)
  },

  'what a call returns is of the same class': async ({ upstream, both }) => {
    upstream.answer(SCRIPT)
    const seen = await both(async (door) => {
      const promise = door.answer(QUESTION).send()
      await promise
      const { returned, opened } = door.stream(QUESTION).send()
      const { handle, chunks } = await opened
      const iterator = chunks[Symbol.asyncIterator]()
      while ((await iterator.next()).done !== true);
      const methods = ITERATOR.map((name) => `${String(name)}: ${typeof Reflect.get(iterator, name)}`)
      const shapes = [promise, returned, handle, chunks].map(shapeOf)
      return [...shapes, methods]
    })
    const subjects = [
      'the promise of an answer must be',
      'what a streaming call returns must be',
      'the stream must be',
      'what the app iterates over must be',
      'the iterator of the stream must be',
    ]
    for (const [index, subject] of subjects.entries()) {
      assertSame({ raw: seen.raw[index], wrapped: seen.wrapped[index] }, `${subject} of the same class`)
    }
  },

  'wrapping twice records once': async ({ upstream, play, recording }) => {
    upstream.answer(SCRIPT)
    const ask = (door: Door): Promise<unknown> => askFor(door.answer(QUESTION))
    const stream = (door: Door): Promise<unknown> => readAll(door.stream(QUESTION))
    await play('wrapped', ask, { wraps: 2 })
    assert.equal(
      (await recording.generations()).length,
      1,
      'a client that was wrapped twice must record each call once',
    )
    await play('wrapped', stream, { wraps: 2 })
    assert.equal(
      (await recording.generations()).length,
      2,
      'a client that was wrapped twice must record each stream once',
    )
  },

  'unwrap gives the client back': async ({ play, cannot }) => {
    if (cannot('unwrap')) return
    const isOriginal = async (door: Door): Promise<void> =>
      assert.equal(door.original(), door.raw, 'unwrap must give the very client that was wrapped')
    await play('raw', isOriginal)
    await play('wrapped', isOriginal)
    await play('wrapped', isOriginal, { wraps: 2 })
  },
}

const ITERATOR = ['next', 'return', 'throw', Symbol.asyncDispose, Symbol.asyncIterator]

/** The names of all members, inherited ones too. Their order is nobody's: a method may be the client's or its class's. */
function membersOf(client: object): readonly PropertyKey[] {
  const names = new Set<PropertyKey>()
  let owner: object | null = client
  while (owner !== null && owner !== Object.prototype && owner !== Function.prototype) {
    for (const name of Reflect.ownKeys(owner)) names.add(name)
    owner = Reflect.getPrototypeOf(owner)
  }
  return [...names].sort((one, other) => (String(one) < String(other) ? -1 : 1))
}

function read(client: object, name: PropertyKey): unknown {
  try {
    return Reflect.get(client, name)
  } catch {
    return undefined
  }
}
