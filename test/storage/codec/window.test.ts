import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createReaderWindow } from '../../../src/storage/codec/reader-window.ts'
import { rememberedWhole } from '../../../src/storage/codec/remembered.ts'
import { createWindow, type Entry } from '../../../src/storage/codec/window.ts'

describe('the window of the codec', () => {
  test('forgets the entry that was not used for longest', () => {
    const window = createWindow({ entries: 3, size: 1_000 })
    const [a, b] = [entry('a'), entry('b')]
    window.enter(a, undefined)
    window.enter(b, undefined)
    window.enter(entry('branch of a'), { entry: a, count: 1 })
    window.enter(entry('c'), undefined)
    expect(['a', 'b', 'branch of a', 'c'].filter((id) => window.get(id) !== undefined)).toEqual([
      'a',
      'branch of a',
      'c',
    ])
  })

  test('an entry that is continued to its end gives way to what continues it', () => {
    const window = createWindow({ entries: 3, size: 1_000 })
    const a = entry('a')
    window.enter(a, undefined)
    window.enter(entry('b'), { entry: a, count: 2 })
    expect(window.get('a')).toBeUndefined()
    expect(window.get('b')).toBeDefined()
  })

  test('holds no more bytes than it may, whatever the entries share', () => {
    const left: string[] = []
    const window = createWindow({ entries: 100, size: 250 }, ({ id }) => left.push(id))
    for (const id of ['a', 'b', 'c']) window.enter(entry(id), undefined)
    expect(left).toEqual(['a'])
    window.enter({ ...entry('huge'), size: 251 }, undefined)
    expect(left).toEqual(['a', 'b', 'c', 'huge'])
    window.enter(entry('d'), undefined)
    expect(window.get('d')).toBeDefined()
  })

  test('an entry with a known id takes its place', () => {
    const window = createWindow({ entries: 3, size: 200 })
    const later = entry('a')
    window.enter(entry('a'), undefined)
    window.enter(later, undefined)
    window.enter(entry('b'), undefined)
    expect(window.get('a')).toBe(later)
  })
})

test('a reader that looks up nothing for long remembers the same generations', () => {
  const known = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
  const ids = fc.array(fc.constantFrom(...known), { maxLength: 60 })
  fc.assert(
    fc.property(ids, fc.integer({ min: 1, max: 5 }), (entered, entries) => {
      const [window, reader] = [createWindow({ entries, size: 1_000 }), createReaderWindow({ entries, size: 1_000 })]
      for (const id of entered) window.enter({ ...entry(id), size: 0 }, undefined)
      for (const id of entered) reader.enter(rememberedWhole({ ...entry(id), size: 0 }), undefined)
      for (const id of known) expect(reader.get(id)?.id).toBe(window.get(id)?.id)
    }),
  )
})

function entry(id: string): Entry {
  const message = { role: 'user' }
  return { id, messages: [message, message], length: 2, messagesSize: 40, fields: [], size: 100 }
}
