import { nameWithin } from './named-values.ts'
import type { Masking } from './mask-json.ts'

/** Strings, numbers and what opens, closes or parts them, in text that is known to be JSON. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[{}[\],]/g

/** An object or a list: the name under which it stands, and the keys of it that were masked. */
type Owner = { readonly name: string; readonly keys: Set<string> }

/** True for text that JSON.parse takes and that is an object or a list. */
export function isJsonSource(text: string): boolean {
  if (!opensJson(text) || !/[}\]]\s*$/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** True for text that begins as a JSON object or list does. */
export function opensJson(text: string): boolean {
  return /^\s*[{[]/.test(text)
}

/**
 * Masks the strings and named numbers of JSON source; everything between them stays as it was written. The result is JSON
 * again.
 */
export function maskJsonSource(source: string, { text, number }: Masking): string {
  const owners: Owner[] = []
  let name = ''
  let masked = ''
  let from = 0
  for (const match of source.matchAll(TOKEN)) {
    const [token] = match
    const end = match.index + token.length
    if (token === '{' || token === '[') owners.push({ name, keys: new Set() })
    else if (token === '}' || token === ']') name = owners.pop()?.name ?? ''
    else if (token === ',') continue
    else {
      const key = token.startsWith('"') && isFollowedByColon(source, end)
      const owner = owners.at(-1)
      const written = key ? maskKey(token, text, owner?.keys) : maskValue(token, name, { text, number })
      if (key) name = nameWithin(stringOf(token), owner?.name ?? '')
      masked += source.slice(from, match.index) + written
      from = end
    }
  }
  return masked + source.slice(from)
}

/** Two keys that became the same tag must not become one field. */
function maskKey(token: string, text: Masking['text'], keys: Set<string> | undefined): string {
  return maskLiteral(token, (key) => {
    const masked = text(key)
    if (masked === key) return key
    let free = masked
    for (let count = 2; keys?.has(free) === true; count += 1) free = `${masked}_${count}`
    keys?.add(free)
    return free
  })
}

function maskValue(token: string, name: string, { text, number }: Masking): string {
  if (token.startsWith('"')) return maskLiteral(token, (value) => text(value, name))
  const masked = number(name, token)
  return masked === undefined ? token : JSON.stringify(masked)
}

/** The literal as it was written when there is nothing to mask. */
function maskLiteral(token: string, mask: (text: string) => string): string {
  const value = stringOf(token)
  const masked = mask(value)
  return masked === value ? token : JSON.stringify(masked)
}

function stringOf(token: string): string {
  if (!token.includes('\\')) return token.slice(1, -1)
  const value: unknown = JSON.parse(token)
  return typeof value === 'string' ? value : ''
}

function isFollowedByColon(source: string, end: number): boolean {
  let index = end
  while (' \t\n\r'.includes(source.charAt(index)) && index < source.length) index += 1
  return source.charAt(index) === ':'
}
