import { timeOrderedId } from '../core/id.ts'
import type { Call } from './call.ts'

/**
 * One answer of a route of the app, and the model calls that are made for it. The model's own door knows a call best, so
 * that a route records only what no other door sees.
 */
export class RouteScope {
  /** Names the answer to whoever gets it: the id of the first generation that is made for it. */
  readonly id: string = timeOrderedId()
  /** The app's own id of the message that the answer is, once it is known. */
  messageId: string | undefined
  #isCalled = false
  #isTaken = false
  #own: Call | undefined

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

  /** The call by which the route records its own answer. */
  follow(own: Call | undefined): void {
    this.#own = own
  }
}
