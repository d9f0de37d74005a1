import type { Turn } from './turns.ts'

/**
 * Stands for a turn where no framework has an object that does. It holds the turn itself, because a weak map costs more than
 * all the rest of finding turns, and keeps what it leads to alive until a full collection of garbage.
 */
export class TurnKey {
  memory: TurnMemory | undefined
  turn: Turn | undefined
}

/** The turns of one recorder, by what stands for them. */
export class TurnMemory {
  readonly #others = new WeakMap<object, Turn>()

  turnOf(key: object): Turn | undefined {
    return key instanceof TurnKey && key.memory === this ? key.turn : this.#others.get(key)
  }

  remember(key: object, turn: Turn): void {
    // Several recorders may see calls of one turn; the key serves the first.
    if (key instanceof TurnKey && (key.memory ??= this) === this) key.turn = turn
    else this.#others.set(key, turn)
  }
}
