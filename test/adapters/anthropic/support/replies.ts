import type { Asked, Reply } from '../../openai/support/stub-server.ts'
import { eventsOf, sse, type Answer, type Block } from '../../wire/anthropic-messages/stream-script.ts'

const HEADERS = { 'request-id': 'req_1', 'anthropic-workspace-id': 'wrkspc_1' }
const USAGE = { input_tokens: 3, output_tokens: 5, cache_read_input_tokens: 2 }

export const TOOL_CALL: Block = { type: 'tool_use', id: 'toolu_1', name: 'get_order', input: { id: 'A-17' } }

export function answerOf(content: readonly Block[], stop_reason = 'end_turn'): Answer {
  return { id: 'msg_1', model: 'demo-2026', content, stop_reason, usage: USAGE }
}

export function whole(answer: Answer): Reply {
  return { headers: HEADERS, pieces: [JSON.stringify({ ...answer, type: 'message', role: 'assistant' })] }
}

/** Each event a piece of its own; the promise is waited for behind the first piece of the first block. */
export function streamed(answer: Answer, wait?: Promise<unknown>, cuts: readonly number[] = [6]): Reply {
  const events = eventsOf(answer, cuts).map(sse)
  const headers = { ...HEADERS, 'content-type': 'text/event-stream' }
  return { headers, pieces: wait === undefined ? events : [...events.slice(0, 4), wait, ...events.slice(4)] }
}

export function refusal(status: number, message: string, type = 'invalid_request_error'): Reply {
  return { status, headers: HEADERS, pieces: [JSON.stringify({ type: 'error', error: { type, message } })] }
}

/** Answers messages: with a tool call first where tools are offered, as JSON where that is asked for. */
export function answerMessages({ method, path, body }: Asked, wait?: Promise<unknown>): Reply {
  if (method === 'GET') return { headers: HEADERS, pieces: [JSON.stringify({ data: [], has_more: false })] }
  if (path.includes('/count_tokens')) return { headers: HEADERS, pieces: ['{"input_tokens":3}'] }
  if (path.includes('/batches')) return { headers: HEADERS, pieces: ['{"id":"msgbatch_1","type":"message_batch"}'] }
  if (body['model'] === 'nobody') return refusal(404, 'no such model', 'not_found_error')
  const answer = answerTo(body)
  return body['stream'] === true ? streamed(answer, wait) : whole(answer)
}

function answerTo(body: Asked['body']): Answer {
  const messages = body['messages'] as readonly { readonly content: unknown }[]
  const isAnswered = JSON.stringify(messages.at(-1)?.content).includes('tool_result')
  if (body['tools'] !== undefined && !isAnswered) return answerOf([TOOL_CALL], 'tool_use')
  const format = (body['output_config'] as { readonly format?: unknown } | undefined)?.format
  return answerOf([{ type: 'text', text: format === undefined ? 'Hello you' : '{"ok":true}' }])
}
