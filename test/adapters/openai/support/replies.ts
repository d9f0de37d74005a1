import type { Asked, Reply } from './stub-server.ts'

const SSE = { 'content-type': 'text/event-stream' }
const FRAME = { id: 'chatcmpl-1', created: 1_769_860_800, model: 'demo-2026' }
const USAGE = { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 }

export function sse(...events: readonly unknown[]): string {
  return events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join('')
}

export function chunk(delta: object, finish_reason: string | null = null, index = 0): object {
  return { ...FRAME, object: 'chat.completion.chunk', choices: [{ index, delta, finish_reason }] }
}

/** A streamed answer, each word an event and a piece of its own; a promise in place of a word is waited for. */
export function streamed(...words: readonly (string | Promise<unknown>)[]): Reply {
  const pieces = words.map((word) =>
    word instanceof Promise ? word : sse(chunk({ role: 'assistant', content: word })),
  )
  return { headers: SSE, pieces: [...pieces, sse(chunk({}, 'stop'), '[DONE]')] }
}

export function completion(...messages: readonly object[]): Reply {
  return choicesOf(messages, (message) => ('tool_calls' in message ? 'tool_calls' : 'stop'))
}

/** An answer that came to its length before its end. */
export function cutOff(content: string): Reply {
  return choicesOf([{ content }], () => 'length')
}

function choicesOf(messages: readonly object[], reasonOf: (message: object) => string): Reply {
  const choices = messages.map((message, index) => ({
    index,
    message: { role: 'assistant', content: null, refusal: null, ...message },
    finish_reason: reasonOf(message),
  }))
  return { pieces: [JSON.stringify({ ...FRAME, object: 'chat.completion', choices, usage: USAGE })] }
}

export function toolCall(name: string, values: object, id = 'call_1'): object {
  return { index: 0, id, type: 'function', function: { name, arguments: JSON.stringify(values) } }
}

/** Answers chat completions: with a tool call first where tools are offered, as JSON where that is asked for. */
export function answerChat({ method, path, body }: Asked): Reply {
  if (method === 'GET') return { pieces: [JSON.stringify({ object: 'list', data: [] })] }
  if (body['model'] === 'nobody' || !path.includes('/chat/completions')) return refusal(404, 'no such model')
  const messages = body['messages'] as readonly { readonly role: string }[]
  const call = toolCall('get_order', { id: 'A-17' })
  const wantsTool = body['tools'] !== undefined && messages.at(-1)?.role !== 'tool'
  const wantsJson = body['response_format'] !== undefined
  if (body['stream'] !== true) {
    return completion(wantsTool ? { tool_calls: [call] } : { content: wantsJson ? '{"ok":true}' : 'Hello you' })
  }
  if (!wantsTool) return wantsJson ? streamed('{"ok"', ':true}') : streamed('Hello ', 'you')
  return {
    headers: SSE,
    pieces: [sse(chunk({ role: 'assistant', tool_calls: [call] }), chunk({}, 'tool_calls'), '[DONE]')],
  }
}

export function refusal(status: number, message: string): Reply {
  return { status, pieces: [JSON.stringify({ error: { message, type: 'refused', param: null, code: null } })] }
}
