const QUOTE = '"'

/**
 * How many cells of a line of CSV a spreadsheet reads as formulas: those that begin with `= + - @`, a tab or a carriage
 * return.
 */
export function formulaCellsIn(line: string | Uint8Array): number {
  // Bytes as Latin-1: what counts here is ASCII, which is no part of any other letter.
  const text =
    typeof line === 'string' ? line : Buffer.from(line.buffer, line.byteOffset, line.length).toString('latin1')
  let count = 0
  for (let at = 0; at < text.length;) {
    const isQuoted = text.charAt(at) === QUOTE
    if (/[=+\-@\t\r]/.test(text.charAt(isQuoted ? at + 1 : at))) count += 1
    at = isQuoted ? behindQuoted(text, at) : behindComma(text, at)
  }
  return count
}

/** Where the next cell begins behind one that stands in quotes; quotes within it are doubled. */
function behindQuoted(text: string, start: number): number {
  let end = text.indexOf(QUOTE, start + 1)
  while (end !== -1 && text.charAt(end + 1) === QUOTE) end = text.indexOf(QUOTE, end + 2)
  return end === -1 ? text.length : behindComma(text, end)
}

function behindComma(text: string, from: number): number {
  const comma = text.indexOf(',', from)
  return comma === -1 ? text.length : comma + 1
}
