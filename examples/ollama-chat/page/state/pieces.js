// @ts-check
/** @import { ChatLine, Piece } from '../types.d.ts' */

/**
 * An answer's pieces with one more line of the stream in them.
 * @param {readonly Piece[]} pieces
 * @param {ChatLine} line
 * @returns {readonly Piece[]}
 */
export function withLine(pieces, line) {
  switch (line.type) {
    case 'thinking':
    case 'text':
      return withText(pieces, line.type, line.text)
    case 'tool-call':
      return [...pieces, { type: 'tool', id: line.id, name: line.name, arguments: line.arguments }]
    case 'tool-result':
      return pieces.map((piece) =>
        piece.type === 'tool' && piece.id === line.id
          ? { ...piece, result: line.result, isError: line.isError === true }
          : piece,
      )
    default:
      return pieces
  }
}

/**
 * @param {readonly Piece[]} pieces
 * @param {'thinking' | 'text'} type
 * @param {string} text
 * @returns {readonly Piece[]}
 */
function withText(pieces, type, text) {
  const last = pieces.at(-1)
  return last?.type === type
    ? [...pieces.slice(0, -1), { type, text: last.text + text }]
    : text === ''
      ? pieces
      : [...pieces, { type, text }]
}
