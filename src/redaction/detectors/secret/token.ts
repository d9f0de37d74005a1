import type { Span } from '../../detector.ts'
import { behindEscape } from '../../letters.ts'
import { searchAhead } from './search-ahead.ts'
import { TOKEN_SHAPES, type TokenShape } from './token-shapes.ts'

const DOT = /\./g

/** Makes a function that finds the tokens of `TOKEN_SHAPES`. It looks at each prefix in the text once. */
export function createTokenFinder(): (text: string) => Span[] {
  const shapes = new Map<string, TokenShape[]>()
  for (const shape of TOKEN_SHAPES) {
    for (const prefix of shape.prefixes) shapes.set(prefix, [...(shapes.get(prefix) ?? []), shape])
  }
  const anyPrefix = new RegExp([...shapes.keys()].map(escapeForPattern).join('|'), 'g')

  return (text) => {
    const spans: Span[] = []
    const dotFrom = searchAhead(text, DOT)
    anyPrefix.lastIndex = 0
    for (let match = anyPrefix.exec(text); match !== null; match = anyPrefix.exec(text)) {
      if (!startsToken(text, match.index)) continue
      const body = anyPrefix.lastIndex
      const possible = shapes.get(match[0])?.filter(({ dotWithin = Infinity }) => {
        return dotWithin === Infinity || dotFrom(body) - body <= dotWithin
      })
      const span = tokenAt(text, match.index, body, possible ?? [])
      if (span === undefined) continue
      spans.push(span)
      anyPrefix.lastIndex = span.end
    }
    return spans
  }
}

/** False within a longer word, such as `sk-` in "task-list"; the `n` of an escaped line break is no word. */
function startsToken(text: string, start: number): boolean {
  if (!/[A-Za-z0-9_]/.test(text.charAt(start - 1))) return true
  return text.charAt(start - 2) === '\\' && behindEscape(text, start - 1) === start
}

function tokenAt(text: string, start: number, bodyStart: number, shapes: readonly TokenShape[]): Span | undefined {
  for (const { body } of shapes) {
    body.lastIndex = bodyStart
    const match = body.exec(text)
    if (match === null) continue
    const end = body.lastIndex
    const secret = match.groups?.['secret']
    return { start: secret === undefined ? start : end - secret.length, end }
  }
  return undefined
}

function escapeForPattern(text: string): string {
  return text.replaceAll(/[.+/-]/g, String.raw`\$&`)
}
