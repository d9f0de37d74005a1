import type { Outlet } from './outlet.ts'
import { waitUntilFailure } from './write-failure.ts'

/** Keeps a host alive until the promise has resolved, as `waitUntil` of serverless hosts does. */
export type WaitUntil = (written: Promise<void>) => unknown

/**
 * Gives the host a promise that resolves once `ended` has and all that was captured is written. A host that refuses it
 * costs nobody anything: what was captured is written all the same, if the process lives that long.
 */
export function tellWhenWritten(
  ended: Promise<void>,
  waitUntil: WaitUntil,
  { flush, report }: Pick<Outlet, 'flush' | 'report'>,
): void {
  try {
    const answer = waitUntil(ended.then(flush))
    if (answer instanceof Promise) answer.catch(refused)
  } catch (cause) {
    refused(cause)
  }

  function refused(cause: unknown): void {
    report(waitUntilFailure(cause))
  }
}
