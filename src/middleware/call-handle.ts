import type { Call, OuterCall, Outcome, PartialOutcome, UnfinishedStatus } from './call.ts'
import type { OpenCall } from './open-call.ts'

// Collected handles: nobody can read on, so the call ends.
const letGo = new FinalizationRegistry((call: OpenCall) => call.giveUp('abandoned'))

/** What the adapter holds of an open call. */
export function handleOf(open: OpenCall): Call {
  const handle = new Handle(open)
  letGo.register(handle, open, open)
  return handle
}

/** Forgets a call that ended while its handle lives on. */
export function releaseHandle(open: OpenCall): void {
  letGo.unregister(open)
}

class Handle implements Call {
  readonly #open: OpenCall

  constructor(open: OpenCall) {
    this.#open = open
  }

  get id(): string {
    return this.#open.id
  }

  get isOpen(): boolean {
    return this.#open.isOpen
  }

  get outer(): OuterCall {
    return this.#open
  }

  firstToken(): void {
    this.#open.firstToken()
  }

  end(outcome: () => Outcome): void {
    this.#open.end(outcome)
  }

  fail(error: unknown, partial?: () => PartialOutcome): void {
    this.#open.fail(error, partial)
  }

  drop(cause: unknown): void {
    this.#open.drop(cause)
  }

  withdraw(): void {
    this.#open.withdraw()
  }

  whenUnfinished(outcome: (status: UnfinishedStatus) => Outcome): void {
    this.#open.whenUnfinished(outcome)
  }

  aborting(): void {
    this.#open.aborting()
  }

  waiting(isWaiting: boolean): void {
    this.#open.waiting(isWaiting)
  }
}
