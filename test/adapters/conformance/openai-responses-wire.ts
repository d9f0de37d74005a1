import type { Piece, Wire } from '../../../src/testing/index.ts'

const FRAME = { id: 'resp_1', object: 'response', created_at: 1_769_860_800, model: 'demo-2026' }
const USAGE = { input_tokens: 3, output_tokens: 5, total_tokens: 8 }

/** `/v1/responses` of OpenAI. */
export const openaiResponsesWire: Wire = {
  contentType: 'text/event-stream',
  piece: (piece, index, before) =>
    [...(index === 0 ? [begun()] : []), ...eventsOf(piece, before)]
      .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
      .join(''),
  whole: (pieces) => JSON.stringify(completed(pieces)),
  error: (message) => JSON.stringify({ error: { message, type: 'refused', param: null, code: null } }),
}

type Event = { readonly type: string; readonly [field: string]: unknown }

function begun(): Event {
  return { type: 'response.created', response: { ...FRAME, status: 'in_progress', output: [] } }
}

function completed(pieces: readonly Piece[]): object {
  return { ...FRAME, status: 'completed', error: null, output: itemsOf(pieces), usage: USAGE }
}

function eventsOf(piece: Piece, before: readonly Piece[]): readonly Event[] {
  if (piece.type === 'finish') {
    const done = closed(before)
    return [...done, { type: 'response.completed', response: completed(before) }]
  }
  if (piece.type === 'failure') {
    const response = { ...FRAME, status: 'failed', error: { code: 'server_error', message: piece.message }, output: [] }
    return [{ type: 'response.failed', response }]
  }
  const items = itemsOf([...before, piece])
  const output_index = items.length - 1
  const item = items[output_index]
  const goesOn = itemsOf(before).length === items.length
  const added = { ...item, content: [], summary: [], arguments: '' }
  const place = { item_id: item?.id, output_index }
  const opening = [...closed(before), { type: 'response.output_item.added', output_index, item: added }]
  return [...(goesOn ? [] : [...opening, ...partOf(piece, place)]), deltaOf(piece, place)]
}

/** The beginning of the only part of an item. */
function partOf(piece: Piece, place: object): readonly Event[] {
  if (piece.type === 'text') {
    const part = { type: 'output_text', text: '', annotations: [] }
    return [{ type: 'response.content_part.added', ...place, content_index: 0, part }]
  }
  if (piece.type !== 'reasoning') return []
  const part = { type: 'summary_text', text: '' }
  return [{ type: 'response.reasoning_summary_part.added', ...place, summary_index: 0, part }]
}

/** The end of the item that is open. */
function closed(before: readonly Piece[]): readonly Event[] {
  const items = itemsOf(before)
  const item = items.at(-1)
  return item === undefined ? [] : [{ type: 'response.output_item.done', output_index: items.length - 1, item }]
}

function deltaOf(piece: Piece, place: object): Event {
  switch (piece.type) {
    case 'text':
      return { type: 'response.output_text.delta', ...place, content_index: 0, delta: piece.text }
    case 'reasoning':
      return { type: 'response.reasoning_summary_text.delta', ...place, summary_index: 0, delta: piece.text }
    case 'tool_call': {
      const delta = JSON.stringify(piece.arguments)
      return { type: 'response.function_call_arguments.delta', ...place, delta }
    }
    default:
      throw new TypeError(`no delta is a ${piece.type}`)
  }
}

type Item = { readonly type: string; readonly id: string; readonly [field: string]: unknown }

/** Pieces of one kind in a row are one item; a tool call is one by itself. */
function itemsOf(pieces: readonly Piece[]): readonly Item[] {
  const items: { readonly kind: Piece['type']; readonly pieces: Piece[] }[] = []
  for (const piece of pieces) {
    const last = items.at(-1)
    if (piece.type === 'finish' || piece.type === 'failure') continue
    if (last?.kind === piece.type && piece.type !== 'tool_call') last.pieces.push(piece)
    else items.push({ kind: piece.type, pieces: [piece] })
  }
  return items.map((item, index) => toItem(item.pieces, index))
}

function toItem(pieces: readonly Piece[], index: number): Item {
  const [first] = pieces
  const text = pieces.map((piece) => ('text' in piece ? piece.text : '')).join('')
  if (first?.type === 'tool_call') {
    const { id, name } = first
    const call = { call_id: id, name, arguments: JSON.stringify(first.arguments) }
    return { type: 'function_call', id: `fc_${index}`, status: 'completed', ...call }
  }
  if (first?.type === 'reasoning') {
    return { type: 'reasoning', id: `rs_${index}`, summary: [{ type: 'summary_text', text }] }
  }
  const content = [{ type: 'output_text', text, annotations: [] }]
  return { type: 'message', id: `msg_${index}`, role: 'assistant', status: 'completed', content }
}
