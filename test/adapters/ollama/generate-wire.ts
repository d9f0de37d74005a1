import type { Piece, Wire } from '../../../src/testing/index.ts'
import { ollamaWire } from '../conformance/ollama-wire.ts'

const FRAME = { model: 'demo', created_at: '2026-01-31T12:00:00Z' }

/** `/api/generate` of Ollama: plain text, and no tools. */
export const generateWire: Wire = {
  ...ollamaWire,
  piece: (piece) => (piece.type === 'tool_call' ? undefined : `${JSON.stringify(lineOf(piece))}\n`),
  whole(pieces) {
    const [last] = pieces.filter((piece) => piece.type === 'finish')
    return JSON.stringify({ ...FRAME, ...(last && lineOf(last)), ...saidBy(pieces) })
  },
}

function lineOf(piece: Piece): object {
  switch (piece.type) {
    case 'failure':
      return { error: piece.message }
    case 'finish':
      return { ...FRAME, response: '', done: true, done_reason: 'stop', prompt_eval_count: 3, eval_count: 5 }
    default:
      return { ...FRAME, ...saidBy([piece]), done: false }
  }
}

function saidBy(pieces: readonly Piece[]): object {
  const thinking = pieces.map((piece) => (piece.type === 'reasoning' ? piece.text : '')).join('')
  const response = pieces.map((piece) => (piece.type === 'text' ? piece.text : '')).join('')
  return { response, ...(thinking === '' ? {} : { thinking }) }
}
