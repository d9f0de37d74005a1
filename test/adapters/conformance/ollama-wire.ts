import type { Piece, Wire } from '../../../src/testing/index.ts'

const MODEL = 'demo'
const FRAME = { model: MODEL, created_at: '2026-01-31T12:00:00Z' }

/** `/api/chat` of Ollama: one JSON object a line. */
export const ollamaWire: Wire = {
  contentType: 'application/x-ndjson',
  piece: (piece) => `${JSON.stringify(lineOf(piece))}\n`,
  whole(pieces) {
    const [last] = pieces.filter((piece) => piece.type === 'finish')
    return JSON.stringify({ ...FRAME, ...(last && lineOf(last)), message: messageOf(pieces) })
  },
  error: (message) => JSON.stringify({ error: message }),
}

function lineOf(piece: Piece): object {
  switch (piece.type) {
    case 'failure':
      return { error: piece.message }
    case 'finish':
      return { ...FRAME, message: messageOf([]), done: true, done_reason: 'stop', prompt_eval_count: 3, eval_count: 5 }
    default:
      return { ...FRAME, message: messageOf([piece]), done: false }
  }
}

function messageOf(pieces: readonly Piece[]): object {
  const thinking = pieces.map((piece) => (piece.type === 'reasoning' ? piece.text : '')).join('')
  const content = pieces.map((piece) => (piece.type === 'text' ? piece.text : '')).join('')
  const calls = pieces.filter((piece) => piece.type === 'tool_call')
  return {
    role: 'assistant',
    content,
    ...(thinking === '' ? {} : { thinking }),
    ...(calls.length === 0
      ? {}
      : { tool_calls: calls.map(({ name, arguments: args }) => ({ function: { name, arguments: args } })) }),
  }
}
