/** Bytes that go in between two rounds, and out at the end, of Keccak-256. */
const RATE = 136
const OUTPUT = 32
const ROUNDS = 24
const LANES = 25

/** Rotations of the 25 lanes, and where each of them goes, as the walk of rho and pi through them gives. */
const WALK = walk()
const ROUND_CONSTANTS = roundConstants()

/**
 * Keccak-256 with the padding of before SHA-3, in hexadecimal: Ethereum hashes with it, and Node's `crypto` has it on
 * some builds only. For input shorter than 136 bytes.
 */
export function keccak256(text: string): string {
  const block = new Uint8Array(RATE)
  block.set(Buffer.from(text, 'latin1').subarray(0, RATE - 1))
  block[Math.min(text.length, RATE - 1)] = 0x01
  block[RATE - 1] = (block[RATE - 1] ?? 0) | 0x80
  // Each lane of 64 bits as two numbers, the lower half first.
  const state = new Uint32Array(LANES * 2)
  state.set(new Uint32Array(block.buffer))
  for (let round = 0; round < ROUNDS; round += 1) permute(state, round)
  return Buffer.from(state.buffer, 0, OUTPUT).toString('hex')
}

function permute(state: Uint32Array, round: number): void {
  theta(state)
  rhoPi(state)
  chi(state)
  state[0] = at(state, 0) ^ at(ROUND_CONSTANTS, round * 2)
  state[1] = at(state, 1) ^ at(ROUND_CONSTANTS, round * 2 + 1)
}

function at(list: Uint32Array, index: number): number {
  return list[index] ?? 0
}

const ROW = 10
/** One row, and its beginning again. Made once: a list for each round would cost more than the hash. */
const row = new Uint32Array(ROW + 4)

function theta(state: Uint32Array): void {
  row.fill(0)
  for (let start = 0; start < LANES * 2; start += ROW) {
    for (let index = 0; index < ROW; index += 1) row[index] = at(row, index) ^ at(state, start + index)
  }
  for (let column = 0; column < ROW; column += 2) {
    const left = (column + 8) % 10
    const right = (column + 2) % 10
    const low = at(row, left) ^ rotatedLow(at(row, right), at(row, right + 1), 1)
    const high = at(row, left + 1) ^ rotatedLow(at(row, right + 1), at(row, right), 1)
    for (let index = column; index < LANES * 2; index += ROW) {
      state[index] = at(state, index) ^ low
      state[index + 1] = at(state, index + 1) ^ high
    }
  }
}

function rhoPi(state: Uint32Array): void {
  let low = at(state, 2)
  let high = at(state, 3)
  for (const { lane, rotation } of WALK) {
    const nextLow = at(state, lane)
    const nextHigh = at(state, lane + 1)
    const swap = rotation >= 32
    state[lane] = rotatedLow(swap ? high : low, swap ? low : high, rotation % 32)
    state[lane + 1] = rotatedLow(swap ? low : high, swap ? high : low, rotation % 32)
    low = nextLow
    high = nextHigh
  }
}

function chi(state: Uint32Array): void {
  for (let start = 0; start < LANES * 2; start += ROW) {
    for (let index = 0; index < ROW; index += 1) row[index] = at(state, start + index)
    for (let index = ROW; index < row.length; index += 1) row[index] = at(row, index - ROW)
    for (let index = 0; index < ROW; index += 1) {
      state[start + index] = at(row, index) ^ (~at(row, index + 2) & at(row, index + 4))
    }
  }
}

/** The lower half of 64 bits rotated to the left by 0 to 31. With the halves changed over: the upper half. */
function rotatedLow(low: number, high: number, bits: number): number {
  return bits === 0 ? low : (low << bits) | (high >>> (32 - bits))
}

function walk(): readonly { readonly lane: number; readonly rotation: number }[] {
  const steps = []
  let [x, y] = [1, 0]
  for (let step = 1; step < LANES; step += 1) {
    ;[x, y] = [y, (2 * x + 3 * y) % 5]
    steps.push({ lane: (x + 5 * y) * 2, rotation: ((step * (step + 1)) / 2) % 64 })
  }
  return steps
}

/** From the shift register that FIPS 202 gives them by. */
function roundConstants(): Uint32Array {
  const constants = new Uint32Array(ROUNDS * 2)
  let register = 1
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let power = 0; power < 7; power += 1) {
      const bit = 2 ** power - 1
      const half = round * 2 + (bit < 32 ? 0 : 1)
      if ((register & 1) === 1) constants[half] = at(constants, half) ^ (1 << (bit % 32))
      register = (register << 1) ^ ((register >> 7) * 0x171)
    }
  }
  return constants
}
