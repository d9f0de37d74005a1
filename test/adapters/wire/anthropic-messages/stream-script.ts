/** A content block of an answer. */
export type Block = { readonly type: string; readonly [field: string]: unknown }

/** A whole answer. */
export type Answer = {
  readonly id: string
  readonly model: string
  readonly content: readonly Block[]
  readonly stop_reason: string | null
  readonly usage: object
}

export type Event = { readonly type: string; readonly [field: string]: unknown }

/** Where a text is cut: `cuts` are numbers, taken modulo what is left. */
export function cutText(text: string, cuts: readonly number[]): readonly string[] {
  const pieces: string[] = []
  let rest = text
  for (const cut of cuts) {
    const at = cut % (rest.length + 1)
    pieces.push(rest.slice(0, at))
    rest = rest.slice(at)
  }
  return [...pieces, rest]
}

/** The events by which Anthropic streams an answer. */
export function eventsOf(answer: Answer, cuts: readonly number[] = []): readonly Event[] {
  const { content, stop_reason, usage, ...about } = answer
  const message = { ...about, type: 'message', role: 'assistant', content: [], stop_reason: null }
  return [
    { type: 'message_start', message: { ...message, usage: { ...usage, output_tokens: 1 } } },
    { type: 'ping' },
    ...content.flatMap((block, index) => eventsOfBlock(block, index, cuts)),
    { type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage: { ...usage, input_tokens: null } },
    { type: 'message_stop' },
  ]
}

function eventsOfBlock(block: Block, index: number, cuts: readonly number[]): readonly Event[] {
  const { begun, deltas } = piecesOf(block, cuts)
  return [
    { type: 'content_block_start', index, content_block: begun },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ]
}

function piecesOf(
  block: Block,
  cuts: readonly number[],
): { readonly begun: object; readonly deltas: readonly object[] } {
  switch (block.type) {
    case 'text': {
      const citations = Array.isArray(block['citations']) ? block['citations'] : []
      const begun = { type: 'text', text: '' }
      const texts = cutText(String(block['text']), cuts).map((text) => ({ type: 'text_delta', text }))
      return { begun, deltas: [...texts, ...citations.map((citation) => ({ type: 'citations_delta', citation }))] }
    }
    case 'thinking': {
      const thoughts = cutText(String(block['thinking']), cuts).map((thinking) => ({
        type: 'thinking_delta',
        thinking,
      }))
      const signature = { type: 'signature_delta', signature: block['signature'] }
      return { begun: { type: 'thinking', thinking: '', signature: '' }, deltas: [...thoughts, signature] }
    }
    case 'tool_use':
    case 'server_tool_use': {
      const json = cutText(JSON.stringify(block['input']), cuts)
      const deltas = json.map((partial_json) => ({ type: 'input_json_delta', partial_json }))
      return { begun: { ...block, input: {} }, deltas }
    }
    default:
      return { begun: block, deltas: [] }
  }
}

export function sse(event: Event): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
}
