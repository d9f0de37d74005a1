import { FinetapError } from '../core/errors.ts'

/** What an append to a closed store is refused with. */
export function closedError(store: string): FinetapError {
  return new FinetapError('store_closed', {
    what: `The store ${store} is closed`,
    why: 'something was appended after close()',
    fix: 'make a new store, or close it when the last call has been captured',
  })
}
