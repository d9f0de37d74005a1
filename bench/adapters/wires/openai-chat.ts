import { sse, type Wire } from './wire.ts'

const ABOUT = { id: 'chatcmpl-1', created: 1_769_860_800, model: 'mock-1', service_tier: 'default' }
const USAGE = {
  prompt_tokens: 500,
  completion_tokens: 500,
  total_tokens: 1_000,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
}

/** `/v1/chat/completions` */
export const openaiChat: Wire = {
  contentType: 'text/event-stream',
  whole: (content) => ({
    ...ABOUT,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, refusal: null, annotations: [] },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: USAGE,
  }),
  stream: (pieces) => [
    chunk({ role: 'assistant', content: '', refusal: null }),
    ...pieces.map((content) => chunk({ content })),
    chunk({}, 'stop'),
    sse('[DONE]'),
  ],
}

function chunk(delta: object, reason: string | null = null): string {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: reason }]
  return sse({ ...ABOUT, object: 'chat.completion.chunk', choices })
}
