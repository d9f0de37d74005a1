/** Values by name; of more than `most`, the one that was set longest ago is forgotten. */
export class Recent<Value> {
  readonly #most: number
  readonly #values = new Map<string, Value>()
  /** Goes on from name to name: one from the start anew would pass all that were forgotten, each time. */
  #oldest: MapIterator<string> | undefined

  constructor(most: number) {
    this.#most = most
  }

  get(name: string): Value | undefined {
    return this.#values.get(name)
  }

  set(name: string, value: Value): void {
    this.#values.delete(name)
    this.#values.set(name, value)
    if (this.#values.size <= this.#most) {
      // It would hold what the map was before it grew or shrank.
      this.#oldest = undefined
      return
    }
    this.#oldest ??= this.#values.keys()
    this.#values.delete(this.#oldest.next().value ?? '')
  }

  delete(name: string): void {
    this.#values.delete(name)
  }
}
