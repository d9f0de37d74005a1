import { codeUnitAt } from '../../../core/code-unit.ts'

/**
 * A number from 0 to below 2^53 that equal texts share, and different ones nearly never: for counting keys without
 * keeping them. Not for secrets.
 */
export function hashText(text: string): number {
  return hashJoined('', text)
}

/** That of one text behind the other, which costs more to make than to hash. */
export function hashJoined(first: string, second: string): number {
  let low = 0x9e3779b9 ^ (first.length + second.length)
  let high = 0x85ebca6b
  for (let index = -first.length; index < second.length; index += 1) {
    const unit = index < 0 ? codeUnitAt(first, index + first.length) : codeUnitAt(second, index)
    low = Math.imul(low ^ unit, 0x85ebca77)
    high = Math.imul(high ^ unit, 0xc2b2ae3d)
    low ^= low >>> 15
  }
  low = scramble(low ^ Math.imul(high, 0x27d4eb2f))
  high = scramble(high ^ low)
  return (high >>> 11) * 2 ** 32 + (low >>> 0)
}

/** Spreads a difference in any bit over all bits. */
function scramble(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
