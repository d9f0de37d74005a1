import { timeOrderedId } from '../core/id.ts'
import type { Call } from './call.ts'
import { TurnKey } from './turn-memory.ts'

/** A call that is told when nobody reads its answer any more. */
type Told = { readonly isOpen: boolean; readerLeft(seenBy: string): void }

/**
 * One answer of a route of the app, and the model calls that are made for it. The model's own door knows a call best, so
 * that a route records only what no other door sees.
 */
export class RouteScope extends TurnKey {
  /** The app's own id of the message that the answer is, once it is known. */
  messageId: string | undefined
  #id: string | undefined
  #isCalled = false
  #isTaken = false
  #own: Call | undefined
  /** Made when there are any: most requests of an app ask no model. */
  #calls: Set<Told> | undefined
  readonly #around: RouteScope | undefined

  /** @param around the answer of a route that asks this one, in the same process */
  constructor(around?: RouteScope) {
    super()
    this.#around = around
  }

  /** Names the answer to whoever gets it: the id of the first generation that is made for it. */
  get id(): string {
    return (this.#id ??= timeOrderedId())
  }

  /** True once a model was called in the route through a door of finetap, whether that call is recorded or left out. */
  get isCalled(): boolean {
    return this.#isCalled
  }

  /** True once a generation has the id. */
  get isTaken(): boolean {
    return this.#isTaken
  }

  /** A model is called in the route. What the route had begun to record is withdrawn, and its id is free again. */
  called(): void {
    this.#isCalled = true
    this.#around?.called()
    // What was recorded already keeps the id.
    if (this.#own?.isOpen !== true) return
    this.takeBack()
  }

  /** Withdraws what the route had begun to record. */
  takeBack(): void {
    if (this.#own === undefined) return
    this.#own.withdraw()
    this.#own = undefined
    this.#isTaken = false
  }

  /** The id for the generation that begins; undefined when an earlier one has it. */
  takeId(): string | undefined {
    if (this.#isTaken) return undefined
    this.#isTaken = true
    return this.id
  }

  /** A model is asked for the answer. */
  follows(call: Told): void {
    const calls = (this.#calls ??= new Set<Told>())
    for (const known of calls) if (!known.isOpen) calls.delete(known)
    calls.add(call)
  }

  /** Whoever was to get the answer is gone. */
  readerLeft(seenBy: string): void {
    for (const call of this.#calls ?? []) call.readerLeft(seenBy)
  }

  /** The call by which the route records its own answer. */
  follow(own: Call | undefined): void {
    this.#own = own
    if (own !== undefined) this.#around?.called()
  }
}
