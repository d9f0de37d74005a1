let lastMillisecond = 0
let sequence = 0

/**
 * A time-ordered id: UUID version 7 (RFC 9562, section 5.7) in its lower-case text form, 36 characters.
 *
 * Ids made by one process sort in the order in which they were made, up to 4,096 in one millisecond; the clock running
 * backwards does not break the order.
 */
export function timeOrderedId(now: number = Date.now()): string {
  if (now > lastMillisecond) {
    lastMillisecond = now
    sequence = 0
  } else {
    sequence += 1
    if (sequence > 0xfff) {
      lastMillisecond += 1
      sequence = 0
    }
  }
  const random = crypto.getRandomValues(new Uint8Array(8))
  random[0] = 0x80 | ((random[0] ?? 0) & 0x3f)
  const tail = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const time = lastMillisecond.toString(16).padStart(12, '0')
  const counter = sequence.toString(16).padStart(3, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${tail.slice(0, 4)}-${tail.slice(4)}`
}
