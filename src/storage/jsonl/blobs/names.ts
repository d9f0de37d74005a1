import { createHash } from 'node:crypto'

/** In UTF-16 code units, of all texts whose name is remembered. */
const REMEMBERED = 4 * 1_024 * 1_024

/**
 * Gives JSON texts their blob's name. System prompts and tool lists come again and again: what was hashed is remembered,
 * by its text, never by identity, for an app may change a list that it has appended.
 */
export function createBlobNames(): (text: string) => string {
  const known = new Map<string, string>()
  let remembered = 0

  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const sha256 = createHash('sha256').update(text, 'utf8').digest('hex')
    if (text.length > REMEMBERED / 4) return sha256
    if (remembered + text.length > REMEMBERED) {
      known.clear()
      remembered = 0
    }
    known.set(text, sha256)
    remembered += text.length
    return sha256
  }
}
