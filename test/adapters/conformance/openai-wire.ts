import type { Piece, Wire } from '../../../src/testing/index.ts'

const FRAME = { id: 'chatcmpl-1', created: 1_769_860_800, model: 'demo-2026' }
const USAGE = { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 }

/** `/v1/chat/completions` of OpenAI and of the many servers that speak like it. */
export const openaiWire: Wire = {
  contentType: 'text/event-stream',
  piece: (piece) =>
    eventsOf(piece)
      .map((data) => `data: ${data}\n\n`)
      .join(''),
  whole(pieces) {
    const reason = pieces.find((piece) => piece.type === 'finish')?.reason
    const message = { role: 'assistant', ...deltaOf(pieces) }
    const choices = [{ index: 0, message, finish_reason: finishReason(reason) }]
    return JSON.stringify({ ...FRAME, object: 'chat.completion', choices, usage: USAGE })
  },
  error: (message) => JSON.stringify({ error: { message, type: 'refused', param: null, code: null } }),
}

function eventsOf(piece: Piece): readonly string[] {
  switch (piece.type) {
    case 'failure':
      return [JSON.stringify({ error: { message: piece.message, type: 'server_error', param: null, code: null } })]
    case 'finish':
      return [chunk({}, finishReason(piece.reason)), chunk({}, null, []), '[DONE]']
    default:
      return [chunk(deltaOf([piece]))]
  }
}

function chunk(delta: object, reason: string | null = null, choices?: readonly object[]): string {
  const object = 'chat.completion.chunk'
  // The last one has the usage and no choice.
  if (choices !== undefined) return JSON.stringify({ ...FRAME, object, choices, usage: USAGE })
  return JSON.stringify({ ...FRAME, object, choices: [{ index: 0, delta, finish_reason: reason }] })
}

function deltaOf(pieces: readonly Piece[]): object {
  const reasoning = pieces.map((piece) => (piece.type === 'reasoning' ? piece.text : '')).join('')
  const content = pieces.map((piece) => (piece.type === 'text' ? piece.text : '')).join('')
  const calls = pieces.filter((piece) => piece.type === 'tool_call')
  return {
    content,
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(calls.length === 0 ? {} : { tool_calls: calls.map(toolCall) }),
  }
}

function toolCall(call: Piece & { readonly type: 'tool_call' }, index: number): object {
  return {
    index,
    id: call.id,
    type: 'function',
    function: { name: call.name, arguments: JSON.stringify(call.arguments) },
  }
}

function finishReason(reason: 'stop' | 'tool_call' | undefined): string {
  return reason === 'tool_call' ? 'tool_calls' : 'stop'
}
