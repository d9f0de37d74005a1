import { expect, test } from 'vitest'

// The repository brings its own Node. Where its install script did not run, npm falls back to the Node of the host
// without a word.
test('the tests run on Node 24', () => {
  expect(process.version).toMatch(/^v24\./)
})
