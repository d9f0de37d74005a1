import { sse, type TypedEvent, type Wire } from './wire.ts'

const ABOUT = {
  id: 'resp_1',
  object: 'response',
  created_at: 1_769_860_800,
  error: null,
  incomplete_details: null,
  instructions: null,
  max_output_tokens: null,
  model: 'mock-1',
  parallel_tool_calls: true,
  previous_response_id: null,
  reasoning: { effort: null, summary: null },
  store: true,
  temperature: 1,
  text: { format: { type: 'text' } },
  tool_choice: 'auto',
  tools: [],
  top_p: 1,
  truncation: 'disabled',
  metadata: {},
}
const USAGE = {
  input_tokens: 500,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 500,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 1_000,
}
const PLACE = { item_id: 'msg_1', output_index: 0, content_index: 0 }

/** `/v1/responses` */
export const openaiResponses: Wire = {
  contentType: 'text/event-stream',
  whole: completed,
  stream(pieces) {
    const text = pieces.join('')
    const opened = { ...ABOUT, status: 'in_progress', output: [], usage: null }
    const events: readonly TypedEvent[] = [
      { type: 'response.created', response: opened },
      { type: 'response.in_progress', response: opened },
      { type: 'response.output_item.added', output_index: 0, item: item('in_progress', []) },
      { type: 'response.content_part.added', ...PLACE, part: part('') },
      ...pieces.map((delta) => ({ type: 'response.output_text.delta', ...PLACE, delta, logprobs: [] })),
      { type: 'response.output_text.done', ...PLACE, text, logprobs: [] },
      { type: 'response.content_part.done', ...PLACE, part: part(text) },
      { type: 'response.output_item.done', output_index: 0, item: item('completed', [part(text)]) },
      { type: 'response.completed', response: completed(text) },
    ]
    return events.map((event, number) => sse({ ...event, sequence_number: number }, event.type))
  },
}

function completed(answer: string): object {
  return { ...ABOUT, status: 'completed', output: [item('completed', [part(answer)])], usage: USAGE }
}

function item(status: string, content: readonly object[]): object {
  return { type: 'message', id: 'msg_1', status, role: 'assistant', content }
}

function part(text: string): object {
  return { type: 'output_text', text, annotations: [], logprobs: [] }
}
