import type { Feedback } from '../../core/feedback.ts'
import type { Generation, GenerationLabels, GenerationRequest } from '../../core/generation.ts'
import type { OtherEvent } from '../../core/log-event.ts'
import { textMessage, type Message } from '../../core/message.ts'

/** Any moment that lies before the test runs. */
export const NOON = '2026-01-31T12:00:00.000Z'

export type SampleOptions = GenerationLabels & {
  readonly startedAt?: string
  readonly messages?: readonly Message[]
  readonly answer?: Message
  readonly request?: Omit<GenerationRequest, 'messages'>
}

/** A complete generation: one question and one answer, unless told otherwise. */
export function sampleGeneration(id: string, options: SampleOptions = {}): Generation {
  const { startedAt = NOON, request, ...labels } = options
  const { messages = [textMessage('user', `Question ${id}`)], answer = textMessage('assistant', `Answer ${id}`) } =
    labels
  const { messages: _, answer: __, ...ids } = labels
  return {
    v: 1,
    type: 'generation',
    id,
    turnId: `turn-${id}`,
    step: 0,
    attempt: 0,
    ...ids,
    link: { how: 'explicit' },
    startedAt,
    durationMs: 12,
    source: { adapter: 'test' },
    operation: 'chat',
    stream: true,
    model: { provider: 'test', requested: 'model-a' },
    request: { messages, ...request },
    response: { messages: [answer], finishReason: 'stop' },
    usage: { inputTokens: 3, outputTokens: 5 },
    status: 'ok',
  }
}

/** The generations of one conversation that sends its whole history with each call, as chat apps do. */
export function sampleConversation(name: string, turns: number, labels: GenerationLabels = {}): readonly Generation[] {
  const history: Message[] = [textMessage('system', 'You are kind.')]
  return Array.from({ length: turns }, (_, turn) => {
    history.push(textMessage('user', `${name}: question ${turn}`))
    const answer = textMessage('assistant', `${name}: answer ${turn}`)
    const generation = sampleGeneration(`${name}-${turn}`, { ...labels, messages: [...history], answer })
    history.push(answer)
    return generation
  })
}

export function sampleFeedback(id: string, generationId: string, at: string = NOON): Feedback {
  return { v: 1, type: 'feedback', id, at, target: { generationId }, kind: 'thumb', value: 'up' }
}

/** An event of a type that only a later version of the record knows, without a time. */
export function sampleUnknown(id: string): OtherEvent {
  return { v: 1, type: 'other', id, kind: 'weather', value: { v: 1, type: 'weather', id, sky: ['blue', null, 1.5] } }
}

/** Text that breaks what was written for plain text. */
export const WILD_TEXTS: readonly string[] = [
  'Grüße aus 東京 🗼 — “typographic”, \t tab, "quotes" and \\backslashes\\',
  'line\nbreaks\r\nof\u2028every\u2029kind\u0085and\u000bform\f',
  'NUL \u0000, escape \u001b[31m, delete \u007f, byte order mark \ufeff',
  'lone surrogates \ud800 and \udc00, reversed \udc00\ud800',
  'decomposed e\u0301, right-to-left \u202eevil, zero\u200bwidth',
  '',
  ' ',
  '{"v":1,"type":"erasure"}\n',
]
