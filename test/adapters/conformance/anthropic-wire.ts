import type { Piece, Wire } from '../../../src/testing/index.ts'

const FRAME = { id: 'msg_1', type: 'message', role: 'assistant', model: 'demo-2026' }
const BEGUN = { input_tokens: 3, output_tokens: 1, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 }
const ENDED = { input_tokens: 3, output_tokens: 5 }

/** `/v1/messages` of Anthropic: pieces of text that follow each other are one content block. */
export const anthropicWire: Wire = {
  contentType: 'text/event-stream',
  piece: (piece, index, before) =>
    [...(index === 0 ? [messageStart()] : []), ...eventsOf(piece, before)]
      .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
      .join(''),
  whole(pieces) {
    const reason = pieces.find((piece) => piece.type === 'finish')?.reason
    const content = runsOf(pieces).map(blockOf)
    return JSON.stringify({ ...FRAME, content, ...endOf(reason), usage: ENDED })
  },
  error: (message) => JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message } }),
}

type Event = { readonly type: string; readonly [field: string]: unknown }

type Content = Exclude<Piece, { readonly type: 'failure' | 'finish' }>

/** The pieces of one content block. */
type Run = readonly [Content, ...Content[]]

function runsOf(pieces: readonly Piece[]): readonly Run[] {
  const runs: Run[] = []
  for (const piece of pieces) {
    if (piece.type === 'failure' || piece.type === 'finish') continue
    const last = runs.at(-1)
    if (piece.type === 'text' && last?.[0].type === 'text') runs.splice(-1, 1, [...last, piece])
    else runs.push([piece])
  }
  return runs
}

function eventsOf(piece: Piece, before: readonly Piece[]): readonly Event[] {
  const open = runsOf(before).length - 1
  const stop = open < 0 ? [] : [{ type: 'content_block_stop', index: open }]
  switch (piece.type) {
    case 'failure':
      return [{ type: 'error', error: { type: 'overloaded_error', message: piece.message } }]
    case 'finish':
      return [...stop, { type: 'message_delta', delta: endOf(piece.reason), usage: ENDED }, { type: 'message_stop' }]
    default: {
      const index = runsOf([...before, piece]).length - 1
      const start = { type: 'content_block_start', index, content_block: emptied(piece) }
      const deltas = deltasOf(piece).map((delta) => ({ type: 'content_block_delta', index, delta }))
      return index === open ? deltas : [...stop, start, ...deltas]
    }
  }
}

function deltasOf(piece: Content): readonly object[] {
  switch (piece.type) {
    case 'text':
      return [{ type: 'text_delta', text: piece.text }]
    case 'reasoning':
      return [
        { type: 'thinking_delta', thinking: piece.text },
        { type: 'signature_delta', signature: 'c2lnbmVk' },
      ]
    case 'tool_call': {
      const json = JSON.stringify(piece.arguments)
      const pieces = ['', json.slice(0, 5), json.slice(5)]
      return pieces.map((partial_json) => ({ type: 'input_json_delta', partial_json }))
    }
  }
}

function blockOf([first, ...rest]: Run): object {
  switch (first.type) {
    case 'text':
      return { type: 'text', text: [first, ...rest].map((piece) => (piece.type === 'text' ? piece.text : '')).join('') }
    case 'reasoning':
      return { type: 'thinking', thinking: first.text, signature: 'c2lnbmVk' }
    case 'tool_call':
      return { type: 'tool_use', id: first.id, name: first.name, input: first.arguments }
  }
}

function emptied(piece: Content): object {
  switch (piece.type) {
    case 'text':
      return { type: 'text', text: '' }
    case 'reasoning':
      return { type: 'thinking', thinking: '', signature: '' }
    case 'tool_call':
      return { type: 'tool_use', id: piece.id, name: piece.name, input: {} }
  }
}

function messageStart(): Event {
  return {
    type: 'message_start',
    message: { ...FRAME, content: [], stop_reason: null, stop_sequence: null, usage: BEGUN },
  }
}

function endOf(reason: 'stop' | 'tool_call' | undefined): object {
  return { stop_reason: reason === 'tool_call' ? 'tool_use' : 'end_turn', stop_sequence: null }
}
