import type { Answer } from './server.ts'

export const QUESTION = { role: 'user', content: 'How are you?' } as const

/** `fetch` arguments of a chat, streamed or not. */
export function chat(url: string, stream = false): [string, RequestInit] {
  const body = JSON.stringify({ model: 'demo', stream, messages: [QUESTION] })
  return [`${url}/v1/chat/completions`, { method: 'POST', body, headers: { authorization: 'Bearer very-secret' } }]
}

const FRAME = { id: 'chatcmpl-1', model: 'demo-2026' }

export const WHOLE: Answer = {
  type: 'application/json',
  body: JSON.stringify({
    ...FRAME,
    choices: [{ index: 0, message: { role: 'assistant', content: 'I am well: 你好 🎉' }, finish_reason: 'stop' }],
  }),
}

export function chunk(content: string | undefined, reason: string | null = null): string {
  const choices = [{ index: 0, delta: content === undefined ? {} : { content }, finish_reason: reason }]
  return `data: ${JSON.stringify({ ...FRAME, choices })}\n\n`
}

export const STREAM: Answer = {
  type: 'text/event-stream; charset=utf-8',
  body: `: hello\n\n${chunk('I am well: ')}${chunk('你好 🎉')}${chunk(undefined, 'stop')}data: [DONE]\n\n`,
}

export const TEXT = 'I am well: 你好 🎉'
