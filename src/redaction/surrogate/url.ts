import type { Fake } from './fake.ts'

const BELOW = 10 ** 12

/** Pages of example.com, which is reserved (RFC 2606), with nothing in them but a number. */
export const fakeUrl: Fake = {
  make: (draw) => `https://example.com/${draw(BELOW)}`,
  isFake: (value) => /^https:\/\/example\.com\/\d{1,12}$/.test(value),
}
