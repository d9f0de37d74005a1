import { sse, type TypedEvent, type Wire } from './wire.ts'

const ABOUT = { id: 'msg_1', type: 'message', role: 'assistant', model: 'mock-1' }
const USAGE = { input_tokens: 500, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 500 }
const ENDING = { stop_reason: 'end_turn', stop_sequence: null }

/** `/v1/messages` */
export const anthropicMessages: Wire = {
  contentType: 'text/event-stream',
  whole: (text) => ({ ...ABOUT, content: [{ type: 'text', text }], ...ENDING, usage: USAGE }),
  stream(pieces) {
    const opened = {
      ...ABOUT,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...USAGE, output_tokens: 1 },
    }
    const events: readonly TypedEvent[] = [
      { type: 'message_start', message: opened },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      ...pieces.map((text) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })),
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: ENDING, usage: { output_tokens: 500 } },
      { type: 'message_stop' },
    ]
    return events.map((event) => sse(event, event.type))
  },
}
