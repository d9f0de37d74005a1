import { createHmac } from 'node:crypto'

/** Draws numbers from 0 to `below - 1`: the same ones, in the same order, for the same seed. About 250 bits in all. */
export type Draw = (below: number) => number

/** Draws that follow from a secret and a seed: without the secret nobody can tell from which seed. */
export function createDraw(secret: string, seed: string): Draw {
  let left = BigInt(`0x${createHmac('sha256', secret).update(seed).digest('hex')}`)
  return (below) => {
    const drawn = Number(left % BigInt(below))
    left /= BigInt(below)
    return drawn
  }
}

/** A row of digits. */
export function drawDigits(draw: Draw, length: number): string {
  return Array.from({ length }, () => draw(10)).join('')
}
