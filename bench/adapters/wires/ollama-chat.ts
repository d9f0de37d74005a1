import type { Wire } from './wire.ts'

const ABOUT = { model: 'mock-1', created_at: '2026-01-31T12:00:00.000000Z' }
const ENDING = {
  done: true,
  done_reason: 'stop',
  total_duration: 1_000_000,
  load_duration: 1_000,
  prompt_eval_count: 500,
  prompt_eval_duration: 1_000,
  eval_count: 500,
  eval_duration: 1_000,
}

/** `/api/chat` */
export const ollamaChat: Wire = {
  contentType: 'application/x-ndjson',
  whole: (answer) => line(answer, ENDING),
  stream: (pieces) =>
    [...pieces.map((piece) => line(piece, { done: false })), line('', ENDING)].map(
      (each) => `${JSON.stringify(each)}\n`,
    ),
}

function line(content: string, state: object): object {
  return { ...ABOUT, message: { role: 'assistant', content }, ...state }
}
