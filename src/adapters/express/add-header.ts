import type { ServerResponse } from 'node:http'

/**
 * Adds a header to a head that is about to be written with these values of `writeHead`. Where they hold all of its headers
 * it joins them: a header that was set before would have Node write them in another way, or refuse them.
 *
 * @returns the values to write the head with
 */
export function addHeader(
  response: ServerResponse,
  values: readonly unknown[],
  name: string,
  value: string,
): readonly unknown[] {
  const place = typeof values[1] === 'string' || (values[2] ?? undefined) !== undefined ? 2 : 1
  const given = values[place]
  if (typeof given === 'object' && given !== null && response.getHeaderNames().length === 0) {
    return values.with(place, joined(given, name, value))
  }
  if (!response.headersSent) response.setHeader(name, value)
  return values
}

/** As `writeHead` takes them: a list of names and values, a list of pairs, or an object. */
function joined(given: object, name: string, value: string): object {
  if (!Array.isArray(given)) return { ...given, [name]: value }
  return Array.isArray(given[0]) ? [...given, [name, value]] : [...given, name, value]
}
