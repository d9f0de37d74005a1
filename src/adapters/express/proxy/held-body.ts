/** What all requests of a proxy together may hold in memory, in bytes. */
const ROOM = 256 * 1_024 * 1_024

/** What is left for all. */
export type Room = { left: number }

export function createRoom(): Room {
  return { left: ROOM }
}

/** A copy of the body of a request while it goes by; it gives up when it grows too large. */
export class HeldBody {
  readonly #largest: number
  readonly #room: Room
  #pieces: Uint8Array[] = []
  #size = 0
  #isWhole = true

  /** @param largest in bytes */
  constructor(largest: number, room: Room) {
    this.#largest = largest
    this.#room = room
  }

  /** True while everything that came is here. */
  get isWhole(): boolean {
    return this.#isWhole
  }

  get pieces(): readonly Uint8Array[] {
    return this.#pieces
  }

  add(piece: Uint8Array): void {
    if (!this.#isWhole) return
    if (this.#size + piece.length > this.#largest || piece.length > this.#room.left) return this.letGo()
    this.#size += piece.length
    this.#room.left -= piece.length
    this.#pieces.push(piece)
  }

  letGo(): void {
    this.#isWhole = false
    this.#room.left += this.#size
    this.#size = 0
    this.#pieces = []
  }
}
