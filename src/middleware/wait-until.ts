import type { OpenCall } from './open-call.ts'
import type { Outlet } from './outlet.ts'
import { waitUntilFailure } from './write-failure.ts'

/** Keeps a host alive until the promise has resolved, as `waitUntil` of serverless hosts does. */
export type WaitUntil = (written: Promise<void>) => unknown

/**
 * Gives the host a promise that resolves once `call` has ended and all that was captured is written. A host that refuses
 * it costs nobody anything: the call is written all the same, if the process lives that long.
 */
export function tellWhenWritten(
  call: OpenCall,
  waitUntil: WaitUntil,
  { flush, report }: Pick<Outlet, 'flush' | 'report'>,
): void {
  try {
    const answer = waitUntil(call.ended().then(flush))
    if (answer instanceof Promise) answer.catch(refused)
  } catch (cause) {
    refused(cause)
  }

  function refused(cause: unknown): void {
    report(waitUntilFailure(cause))
  }
}
