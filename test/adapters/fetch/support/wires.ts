/** A stream as a provider writes it, and what the record must say of it. */
export type RecordedWire = {
  readonly path: string
  readonly request: object
  readonly type: string
  readonly stream: string
  readonly parts: readonly object[]
  readonly facts: object
}

const messages = [{ role: 'user', content: 'Wo ist meine Bestellung?' }]
const CALL = { type: 'tool_call', name: 'get_order', arguments: { id: '1001', note: 'größe 🎉' } }
const TEXT = 'Ich schaue nach: 你好 🎉'
const ARGUMENTS = JSON.stringify(CALL.arguments)

function events(list: readonly object[], lineEnd = '\n'): string {
  return list
    .map((event) => {
      const type: unknown = Reflect.get(event, 'type')
      const name = typeof type === 'string' ? [`event: ${type}`] : []
      return [...name, `data: ${JSON.stringify(event)}`, '', ''].join(lineEnd)
    })
    .join('')
}

function chunks(deltas: readonly object[]): readonly object[] {
  return deltas.map((delta) => ({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    model: 'gpt-5-mini-2026',
    choices: [{ index: 0, delta, finish_reason: null }],
  }))
}

export const WIRES: { readonly [name: string]: RecordedWire } = {
  'openai-chat': {
    path: '/v1/chat/completions',
    request: { model: 'gpt-5-mini', stream: true, messages },
    type: 'text/event-stream; charset=utf-8',
    // With the comments and line ends of some gateways.
    stream: `: OPENROUTER PROCESSING\r\n\r\n${events(
      [
        ...chunks([
          { role: 'assistant', content: '' },
          { content: 'Ich schaue nach: ' },
          { content: '你好 🎉' },
          {
            tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'get_order', arguments: '' } }],
          },
          { tool_calls: [{ index: 0, function: { arguments: ARGUMENTS.slice(0, 22) } }] },
          { tool_calls: [{ index: 0, function: { arguments: ARGUMENTS.slice(22) } }] },
        ]),
        { id: 'chatcmpl-1', choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] },
        { id: 'chatcmpl-1', choices: [], usage: { prompt_tokens: 7, completion_tokens: 9, total_tokens: 16 } },
      ],
      '\r\n',
    )}data: [DONE]\r\n\r\n`,
    parts: [
      { type: 'text', text: TEXT },
      { ...CALL, id: 'call_1' },
    ],
    facts: {
      model: { requested: 'gpt-5-mini', responded: 'gpt-5-mini-2026' },
      response: { id: 'chatcmpl-1', finishReason: 'tool_call' },
      usage: { inputTokens: 7, outputTokens: 9 },
    },
  },
  'openai-responses': {
    path: '/v1/responses',
    request: { model: 'gpt-5-mini', stream: true, input: messages },
    type: 'text/event-stream; charset=utf-8',
    stream: events([
      { type: 'response.created', response: { id: 'resp_1', model: 'gpt-5-mini-2026', status: 'in_progress' } },
      { type: 'response.output_item.added', output_index: 0, item: { id: 'm', type: 'message', content: [] } },
      { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'Ich schaue nach: ' },
      { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: '你好 🎉' },
      {
        type: 'response.completed',
        response: {
          id: 'resp_1',
          model: 'gpt-5-mini-2026',
          status: 'completed',
          output: [
            { id: 'm', type: 'message', role: 'assistant', content: [{ type: 'output_text', text: TEXT }] },
            { type: 'function_call', call_id: 'call_1', name: 'get_order', arguments: ARGUMENTS },
          ],
          usage: { input_tokens: 7, output_tokens: 9, total_tokens: 16 },
        },
      },
    ]),
    parts: [
      { type: 'text', text: TEXT },
      { ...CALL, id: 'call_1' },
    ],
    facts: {
      model: { responded: 'gpt-5-mini-2026' },
      response: { id: 'resp_1', finishReason: 'tool_call' },
      usage: { inputTokens: 7, outputTokens: 9 },
    },
  },
  'anthropic-messages': {
    path: '/v1/messages',
    request: { model: 'claude', max_tokens: 100, stream: true, messages },
    type: 'text/event-stream; charset=utf-8',
    stream: events([
      {
        type: 'message_start',
        message: { id: 'msg_1', model: 'claude-2026', content: [], usage: { input_tokens: 7, output_tokens: 1 } },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'ping' },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Ich schaue nach: ' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: '你好 🎉' } },
      { type: 'content_block_stop', index: 0 },
      {
        type: 'content_block_start',
        index: 1,
        content_block: { type: 'tool_use', id: 'toolu_1', name: 'get_order', input: {} },
      },
      {
        type: 'content_block_delta',
        index: 1,
        delta: { type: 'input_json_delta', partial_json: ARGUMENTS.slice(0, 22) },
      },
      { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: ARGUMENTS.slice(22) } },
      { type: 'content_block_stop', index: 1 },
      { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 9 } },
      { type: 'message_stop' },
    ]),
    parts: [
      { type: 'text', text: TEXT },
      { ...CALL, id: 'toolu_1' },
    ],
    facts: {
      model: { provider: 'anthropic', responded: 'claude-2026' },
      response: { id: 'msg_1', finishReason: 'tool_call' },
      usage: { inputTokens: 7, outputTokens: 9 },
    },
  },
  ollama: {
    path: '/api/chat',
    // Ollama streams unless it is told not to.
    request: { model: 'llama3.2', messages },
    type: 'application/x-ndjson',
    // The last line without its end, as a server may leave it.
    stream: [
      { model: 'llama3.2', message: { role: 'assistant', content: 'Ich schaue nach: ' }, done: false },
      { model: 'llama3.2', message: { role: 'assistant', content: '你好 🎉' }, done: false },
      {
        model: 'llama3.2',
        message: {
          role: 'assistant',
          content: '',
          tool_calls: [{ function: { name: CALL.name, arguments: CALL.arguments } }],
        },
        done: false,
      },
      {
        model: 'llama3.2',
        message: { role: 'assistant', content: '' },
        done: true,
        done_reason: 'stop',
        prompt_eval_count: 7,
        eval_count: 9,
      },
    ]
      .map((line) => JSON.stringify(line))
      .join('\n'),
    parts: [{ type: 'text', text: TEXT }, CALL],
    facts: {
      model: { provider: 'ollama', responded: 'llama3.2' },
      response: { finishReason: 'tool_call' },
      usage: { inputTokens: 7, outputTokens: 9 },
    },
  },
}
