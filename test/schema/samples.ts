import type { Erasure } from '../../src/core/erasure.ts'
import type { Feedback } from '../../src/core/feedback.ts'
import type { Gap } from '../../src/core/gap.ts'
import type { Generation } from '../../src/core/generation.ts'
import type { Review } from '../../src/core/review.ts'

/** A generation in which every field of the record is set once. */
export const FULL_GENERATION: Generation = {
  v: 1,
  type: 'generation',
  id: '0198c0de-7a10-7000-8a3b-4c5d6e7f8090',
  turnId: '0198c0de-7a00-7000-8a3b-4c5d6e7f8090',
  step: 1,
  attempt: 0,
  parentId: '0198c0de-7a00-7000-8a3b-4c5d6e7f8090',
  conversationId: 'c-17',
  sessionId: 's-4',
  userId: 'u-9',
  tenantId: 'shop',
  environment: 'production',
  release: '2.4.0',
  promptId: 'support',
  promptVersion: '12',
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  consent: true,
  metadata: { page: '/help', experiment: { arm: 'b' } },
  tags: ['support', 'de'],
  link: { how: 'context' },
  startedAt: '2026-01-31T09:30:00.000Z',
  firstTokenMs: 180.5,
  durationMs: 912,
  source: { adapter: 'ai-sdk', framework: 'ai', version: '7.0.173' },
  operation: 'chat',
  stream: true,
  model: { provider: 'ollama', requested: 'llama3.2', responded: 'llama3.2:3b' },
  request: {
    messages: [
      { role: 'system', parts: [{ type: 'text', text: 'Be brief.' }] },
      {
        role: 'user',
        id: 'm-1',
        name: 'customer',
        parts: [
          { type: 'text', text: 'What is in the picture, and will it rain in Oslo?' },
          { type: 'file', mediaType: 'image/png', uri: 'https://example.com/a.png', filename: 'a.png' },
          { type: 'file', mediaType: 'image/png', sha256: 'ab'.repeat(32) },
          { type: 'file', mediaType: 'application/pdf', fileId: 'file-1' },
        ],
      },
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', text: 'I need the weather.', signature: 'c2ln' },
          { type: 'tool_call', id: 't1', name: 'weather', arguments: { city: 'Oslo' }, providerExecuted: false },
          { type: 'tool_call', id: 't2', name: 'weather', arguments: {}, argumentsRaw: '{"city":' },
        ],
      },
      {
        role: 'tool',
        parts: [
          { type: 'tool_result', id: 't1', name: 'weather', result: { rain: true } },
          { type: 'tool_result', id: 't2', result: null, isError: true },
        ],
      },
    ],
    tools: [
      { name: 'weather', description: 'Forecast of a city', parameters: { type: 'object' } },
      { name: 'search', kind: 'provider' },
    ],
    toolChoice: 'auto',
    responseFormat: { type: 'text' },
    params: { temperature: 0.2 },
  },
  response: {
    id: 'resp-1',
    messages: [
      {
        role: 'assistant',
        parts: [
          { type: 'text', text: 'A cat. Yes, it will rain.' },
          { type: 'source', id: 'w', uri: 'https://example.com/oslo', title: 'Oslo', mediaType: 'text/html' },
          { type: 'other', kind: 'citation', value: [1, 2] },
        ],
      },
    ],
    finishReason: 'stop',
    finishReasonRaw: 'STOP',
    warnings: ['seed is ignored'],
  },
  delivered: { chars: 25, complete: true, seenBy: 'express' },
  usage: {
    inputTokens: 61,
    outputTokens: 9,
    totalTokens: 70,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    reasoningTokens: 3,
    raw: { eval_count: 9 },
  },
  status: 'error',
  error: { name: 'Error', message: 'socket hang up', code: 'ECONNRESET', status: 502, phase: 'stream' },
  redaction: { rules: ['secrets'], counts: { secrets: 1 } },
  ext: { importer: 'x' },
}

/** A generation with only what it must have. */
export const SMALL_GENERATION: Generation = {
  v: 1,
  type: 'generation',
  id: 'g1',
  turnId: 'g1',
  step: 0,
  attempt: 0,
  link: { how: 'none' },
  startedAt: '2026-01-31T09:30:00.000Z',
  source: { adapter: 'ollama' },
  operation: 'chat',
  stream: false,
  model: { requested: 'llama3.2' },
  request: { messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hello' }] }] },
  response: { messages: [] },
  status: 'aborted',
}

const JUDGEMENT = { v: 1, type: 'feedback', id: 'f1', at: '2026-01-31T09:31:00.000Z' } as const

export const FEEDBACK: readonly Feedback[] = [
  { ...JUDGEMENT, target: { generationId: 'g1' }, kind: 'thumb', value: 'down', comment: 'rude', correction: 'Hi.' },
  { ...JUDGEMENT, target: { turnId: 'g1' }, kind: 'score', value: -0.5, by: 'u-9' },
  { ...JUDGEMENT, target: { responseId: 'resp-1' }, kind: 'comment', value: 'Too long' },
  { ...JUDGEMENT, target: { messageId: 'm-1' }, kind: 'correction', value: 'Hello!' },
]

export const REVIEWS: readonly Review[] = [
  {
    v: 1,
    type: 'review',
    id: 'r1',
    at: '2026-01-31T10:00:00.000Z',
    target: { conversationId: 'c-17' },
    decision: 'approve',
    correction: 'Hello!',
    preferredId: 'g2',
    tags: ['tone'],
    comment: 'good',
    by: 'reviewer-1',
  },
  {
    v: 1,
    type: 'review',
    id: 'r2',
    at: '2026-01-31T10:00:00.000Z',
    target: { exampleId: 'e1' },
    decision: 'undo',
  },
]

export const ERASURES: readonly Erasure[] = [
  { v: 1, type: 'erasure', id: 'e1', at: '2026-01-31T11:00:00.000Z', selector: { userId: 'u-9' }, reason: 'asked' },
  {
    v: 1,
    type: 'erasure',
    id: 'e2',
    at: '2026-01-31T11:00:00.000Z',
    tombstone: { field: 'userId', keyId: 'k1', hmac: '9f86d081' },
  },
]

export const GAP: Gap = {
  v: 1,
  type: 'gap',
  id: 'p1',
  at: '2026-01-31T12:00:00.000Z',
  since: '2026-01-31T11:58:00.000Z',
  dropped: { queue_full: 12 },
}

export const SAMPLES = [FULL_GENERATION, SMALL_GENERATION, ...FEEDBACK, ...REVIEWS, ...ERASURES, GAP] as const
