/** Bytes that go in between two rounds, and out at the end, of Keccak-256. */
const RATE = 136
const OUTPUT = 32
const ROUNDS = 24
const LANES = 25
/** A lane of 64 bits is two numbers, the lower half first. */
const WORDS = LANES * 2
const ROW = 10

/** Where each of the 25 lanes goes and how far it is rotated on its way, as the walk of rho and pi through them gives. */
const { lanes: LANES_OF_WALK, rotations: ROTATIONS } = walk()
const ROUND_CONSTANTS = roundConstants()

// Made once, and signed: lists for each hash, and numbers beyond 31 bits, would cost more than the hash.
const state = new Int32Array(WORDS)
const bytes = new Uint8Array(state.buffer)
const row = new Int32Array(ROW)

/**
 * Keccak-256 with the padding of before SHA-3: Ethereum hashes with it, and Node's `crypto` has it on some builds only. For
 * input in ASCII that is shorter than 136 bytes. The answer holds until the next one.
 */
export function keccak256(text: string): Uint8Array {
  const length = Math.min(text.length, RATE - 1)
  state.fill(0)
  for (let index = 0; index < length; index += 1) bytes[index] = text.charCodeAt(index)
  bytes[length] = 0x01
  bytes[RATE - 1] = (bytes[RATE - 1] ?? 0) | 0x80
  for (let round = 0; round < ROUNDS; round += 1) {
    theta()
    rhoPi()
    chi()
    state[0] = at(state, 0) ^ at(ROUND_CONSTANTS, round * 2)
    state[1] = at(state, 1) ^ at(ROUND_CONSTANTS, round * 2 + 1)
  }
  return bytes.subarray(0, OUTPUT)
}

function at(list: Int32Array, index: number): number {
  return list[index] ?? 0
}

function theta(): void {
  for (let index = 0; index < ROW; index += 1) {
    row[index] =
      at(state, index) ^ at(state, index + 10) ^ at(state, index + 20) ^ at(state, index + 30) ^ at(state, index + 40)
  }
  for (let column = 0; column < ROW; column += 2) {
    const left = column === 0 ? 8 : column - 2
    const right = column === 8 ? 0 : column + 2
    const rightLow = at(row, right)
    const rightHigh = at(row, right + 1)
    const low = at(row, left) ^ ((rightLow << 1) | (rightHigh >>> 31))
    const high = at(row, left + 1) ^ ((rightHigh << 1) | (rightLow >>> 31))
    for (let index = column; index < WORDS; index += ROW) {
      state[index] = at(state, index) ^ low
      state[index + 1] = at(state, index + 1) ^ high
    }
  }
}

function rhoPi(): void {
  let low = at(state, 2)
  let high = at(state, 3)
  for (let step = 0; step < LANES - 1; step += 1) {
    const lane = at(LANES_OF_WALK, step)
    const rotation = at(ROTATIONS, step)
    const nextLow = at(state, lane)
    const nextHigh = at(state, lane + 1)
    const bits = rotation & 31
    const isSwapped = rotation > 31
    const first = isSwapped ? high : low
    const second = isSwapped ? low : high
    // None of the rotations is by 0 or 32.
    state[lane] = (first << bits) | (second >>> (32 - bits))
    state[lane + 1] = (second << bits) | (first >>> (32 - bits))
    low = nextLow
    high = nextHigh
  }
}

function chi(): void {
  for (let start = 0; start < WORDS; start += ROW) {
    for (let half = start; half < start + 2; half += 1) {
      const first = at(state, half)
      const second = at(state, half + 2)
      const third = at(state, half + 4)
      const fourth = at(state, half + 6)
      const fifth = at(state, half + 8)
      state[half] = first ^ (~second & third)
      state[half + 2] = second ^ (~third & fourth)
      state[half + 4] = third ^ (~fourth & fifth)
      state[half + 6] = fourth ^ (~fifth & first)
      state[half + 8] = fifth ^ (~first & second)
    }
  }
}

function walk(): { readonly lanes: Int32Array; readonly rotations: Int32Array } {
  const lanes = new Int32Array(LANES - 1)
  const rotations = new Int32Array(LANES - 1)
  let [x, y] = [1, 0]
  for (let step = 1; step < LANES; step += 1) {
    ;[x, y] = [y, (2 * x + 3 * y) % 5]
    lanes[step - 1] = (x + 5 * y) * 2
    rotations[step - 1] = ((step * (step + 1)) / 2) % 64
  }
  return { lanes, rotations }
}

/** From the shift register that FIPS 202 gives them by. */
function roundConstants(): Int32Array {
  const constants = new Int32Array(ROUNDS * 2)
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
