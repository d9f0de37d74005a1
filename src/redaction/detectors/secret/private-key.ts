import type { Span } from '../../detector.ts'

const BEGIN = /-----BEGIN (?:[A-Z0-9]{1,16} ){0,4}PRIVATE KEY(?: BLOCK)?-----/g
const END = /-----END (?:[A-Z0-9]{1,16} ){0,4}PRIVATE KEY(?: BLOCK)?-----/g
/** Lines of base64, also as JSON source, where a line break is `\n`. */
const BODY = /(?:(?:\s|\\[nr]){0,8}[A-Za-z0-9+/=]{16,128}){0,400}/y
/** In UTF-16 code units; an RSA key of 16,384 bits takes about 13,000. */
const LONGEST_KEY = 20_000

/** Private keys in PEM form (RFC 7468, OpenSSH, PGP) up to their end line; without one, as far as base64 goes. */
export function findPrivateKeys(text: string): Span[] {
  if (!text.includes('-----BEGIN ')) return []
  const spans: Span[] = []
  let endLine = { start: -1, end: -1 }
  BEGIN.lastIndex = 0
  for (let begin = BEGIN.exec(text); begin !== null; begin = BEGIN.exec(text)) {
    const body = BEGIN.lastIndex
    // An end line that lies ahead is kept: the text is searched for it once, however often a key begins.
    if (endLine.start < body) endLine = nextEndLine(text, body)
    const end = endLine.end - begin.index <= LONGEST_KEY ? endLine.end : endOfBase64(text, body)
    spans.push({ start: begin.index, end })
    BEGIN.lastIndex = end
  }
  return spans
}

function nextEndLine(text: string, from: number): Span {
  END.lastIndex = from
  const match = END.exec(text)
  return match === null ? { start: Infinity, end: Infinity } : { start: match.index, end: END.lastIndex }
}

function endOfBase64(text: string, body: number): number {
  BODY.lastIndex = body
  return BODY.test(text) ? BODY.lastIndex : body
}
