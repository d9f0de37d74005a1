import { expect, test } from 'vitest'
import { touchedKeys } from '../../../src/pipeline/cache/touched-keys.ts'
import { createJoinedKeys, type JoinedKeys } from '../../../src/pipeline/fold/window-keys.ts'

function joined(...pairs: readonly (readonly [string, string])[]): JoinedKeys {
  const keys = createJoinedKeys()
  for (const [key, other] of pairs) keys.join(key, other)
  return keys
}

const sorted = (keys: ReadonlySet<string>): readonly string[] => [...keys].sort()

test('two keys that turn out to be one are folded again, although neither has anything new', () => {
  const { before, now } = touchedKeys([], joined(), joined(['a', 'b']))
  expect(sorted(before)).toEqual(['a', 'b'])
  expect(sorted(now)).toEqual(['a'])
})

test('so are two that turn out not to be one', () => {
  const { before, now } = touchedKeys(['c'], joined(['a', 'b']), joined())
  expect(sorted(before)).toEqual(['a', 'c'])
  expect(sorted(now)).toEqual(['a', 'b', 'c'])
})

test('what is joined with something new goes with it, and nothing else', () => {
  const keys = joined(['a', 'b'], ['x', 'y'])
  const { before, now } = touchedKeys(['b'], keys, keys)
  expect(sorted(before)).toEqual(['a'])
  expect(sorted(now)).toEqual(['a'])
})
