import type { Draw } from './draw.ts'
import type { Fake } from './fake.ts'

const CONSONANTS = 'bdfghklmnprstvwz'
const VOWELS = 'aeiou'
const FORM = /^(?:[bdfghklmnprstvwz][aeiou]){3}\.(?:[bdfghklmnprstvwz][aeiou]){3}\d\d@example\.(?:com|org)$/i

/** Addresses at example.com and example.org, which are reserved (RFC 2606). */
export const fakeEmail: Fake = {
  make: (draw) => `${name(draw)}.${name(draw)}${draw(10)}${draw(10)}@example.${draw(2) === 0 ? 'com' : 'org'}`,
  isFake: (value) => FORM.test(value),
}

function name(draw: Draw): string {
  return Array.from({ length: 3 }, () => CONSONANTS.charAt(draw(16)) + VOWELS.charAt(draw(5))).join('')
}
