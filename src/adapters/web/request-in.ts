import { field } from '../../core/field.ts'

/**
 * The request among what a host gives a handler: the first value itself, or what it has as `request`, as events of
 * SvelteKit, Remix and Astro do, or as `req.raw`, as contexts of Hono do.
 */
export function requestIn([first]: readonly unknown[]): Request | undefined {
  try {
    for (const found of [first, field(first, 'request'), field(field(first, 'req'), 'raw')]) {
      if (isRequest(found)) return found
    }
  } catch {
    // A getter of the host threw; it will say so to the handler.
  }
  return undefined
}

// By its shape, because hosts have classes of their own.
function isRequest(value: unknown): value is Request {
  const isOne = typeof field(value, 'url') === 'string' && typeof field(value, 'method') === 'string'
  return (
    isOne && typeof field(field(value, 'headers'), 'get') === 'function' && typeof field(value, 'json') === 'function'
  )
}

/** By which the host waits for what is to be done behind the answer, where it gives the handler such a thing. */
export function waitUntilIn(values: readonly unknown[]): ((written: Promise<void>) => unknown) | undefined {
  for (const value of values) {
    // A context of Hono throws where its host has none.
    for (const host of [value, quietly(() => field(value, 'executionCtx')), quietly(() => field(value, 'context'))]) {
      const waitUntil = quietly(() => field(host, 'waitUntil'))
      if (typeof waitUntil === 'function') return (written) => Reflect.apply(waitUntil, host, [written])
    }
  }
  return undefined
}

function quietly(read: () => unknown): unknown {
  try {
    return read()
  } catch {
    return undefined
  }
}
