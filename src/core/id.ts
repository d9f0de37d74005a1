// Asking the system for random bytes costs more than all the rest of an id, so they are drawn for 128 ids at once.
const randomWords = new Uint16Array(512)
let nextWord = randomWords.length
let lastMillisecond = 0
let lastTime = '00000000-0000'
let sequence = 0

/**
 * A time-ordered id: UUID version 7 (RFC 9562, section 5.7) in its lower-case text form, 36 characters.
 *
 * Ids made by one process sort in the order in which they were made, up to 4,096 in one millisecond; the clock running
 * backwards does not break the order.
 */
export function timeOrderedId(now: number = Date.now()): string {
  const millisecond = Math.trunc(now)
  if (millisecond > lastMillisecond) {
    startMillisecond(millisecond)
  } else {
    sequence += 1
    if (sequence > 0xfff) startMillisecond(lastMillisecond + 1)
  }
  const variant = digits(0x8000 | (randomWord() & 0x3fff))
  return `${lastTime}-${digits(0x7000 | sequence)}-${variant}-${digits(randomWord())}${digits(randomWord())}${digits(randomWord())}`
}

const VERSION_7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** When a time-ordered id was made, in milliseconds since 1970; undefined for ids of any other kind. */
export function timeOfId(id: string): number | undefined {
  const [, high, low] = VERSION_7.exec(id) ?? []
  return high === undefined || low === undefined ? undefined : Number.parseInt(high + low, 16)
}

function startMillisecond(millisecond: number): void {
  const time = millisecond.toString(16).padStart(12, '0')
  lastTime = `${time.slice(0, 8)}-${time.slice(8)}`
  lastMillisecond = millisecond
  sequence = 0
}

function randomWord(): number {
  if (nextWord === randomWords.length) {
    crypto.getRandomValues(randomWords)
    nextWord = 0
  }
  const word = randomWords[nextWord] ?? 0
  nextWord += 1
  return word
}

// Looked up: making the digits anew costs more than all the rest of an id.
const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** 16 bits as four digits. */
function digits(value: number): string {
  return `${BYTES[value >> 8] ?? ''}${BYTES[value & 0xff] ?? ''}`
}
