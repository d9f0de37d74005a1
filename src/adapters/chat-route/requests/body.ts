/** To parse more would hold the app up, which has a limit of its own for what it parses. */
export const LARGEST_BODY = 16_777_216
// Every chat request has one of these.
const NAMES = ['"messages"', '"message"', '"prompt"', '"input"', '"question"', '"query"', '"text"']

/** The value of a body: of text and bytes what they say as JSON; undefined when that is none, or very long. */
export function bodyOf(given: unknown): unknown {
  if (typeof given === 'string') return parsed(given)
  if (!(given instanceof Uint8Array)) return given
  return given.byteLength > LARGEST_BODY ? undefined : parsed(new TextDecoder().decode(given))
}

function parsed(text: string): unknown {
  if (text.length > LARGEST_BODY || !/^\s*\{/.test(text) || !NAMES.some((name) => text.includes(name))) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
