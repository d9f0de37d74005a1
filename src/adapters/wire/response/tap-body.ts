import type { BodyTap } from './body-tap.ts'
import { Body } from './body.ts'
import { hook } from './hooks.ts'

/** What follows one reader of a body. */
export type Branch = () => BodyTap

/**
 * Taps the body of a response in place: the response stays the same object, with its class, its URL and all else that a copy
 * would lose. Whichever way the app reads, the response's own code reads for it, once, and not before it does.
 *
 * @param branch is asked for a tap for the response, and for each clone of it; the first that comes to an end ends the call
 * @returns false when it cannot be followed: it is frozen, or was tapped before
 */
export function tapBody(response: object, branch: Branch): boolean {
  return tap(response, branch(), branch, { open: 0 })
}

/** The response and its clones, as far as nobody has cancelled them. */
type Readers = { open: number }

function tap(response: object, own: BodyTap, branch: Branch, readers: Readers): boolean {
  readers.open += 1
  const cloned = (clone: object): void => void tap(clone, whenUsed(branch), branch, readers)
  return hook(response, new Body(response, leavingLast(own, readers), cloned))
}

/** Whoever leaves takes nothing from those who read on. */
function leavingLast(own: BodyTap, readers: Readers): BodyTap {
  return {
    ...own,
    cancelled(reason) {
      readers.open -= 1
      if (readers.open === 0) own.cancelled(reason)
    },
  }
}

/** Made when it is told of something: whoever reads last says what an unfinished call has come to. */
function whenUsed(branch: Branch): BodyTap {
  let made: BodyTap | undefined
  const own = (): BodyTap => (made ??= branch())
  return {
    asked: () => own().asked(),
    chunk: (bytes) => own().chunk(bytes),
    done: () => own().done(),
    failed: (error) => own().failed(error),
    cancelled: (reason) => own().cancelled(reason),
    json: (value) => own().json(value),
  }
}
