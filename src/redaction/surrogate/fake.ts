import type { Draw } from './draw.ts'

/** Made-up values of one kind. All lie where nobody's values lie, so that each can be told by its form alone. */
export type Fake = {
  /** A value in the likeness of `value`. */
  readonly make: (draw: Draw, value: string) => string
  /** True for what `make` may have made. */
  readonly isFake: (value: string) => boolean
  /** True when values count by their digits, whatever stands between them. */
  readonly byDigits?: boolean
}

/** The value with its digits replaced, one for one, and all else as it stands. */
export function fillDigits(value: string, digits: string): string {
  let place = 0
  return value.replaceAll(/\d/g, () => {
    place += 1
    return digits.charAt(place - 1)
  })
}

/** True when the value has this many digits and, beside them, only what people group digits with. */
export function isGrouped(value: string, digits: number): boolean {
  return /^[\d ().+/-]+$/.test(value) && value.replaceAll(/\D/g, '').length === digits
}
