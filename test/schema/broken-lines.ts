import { FEEDBACK, ERASURES, FULL_GENERATION, GAP, REVIEWS, SMALL_GENERATION } from './samples.ts'

type Broken = readonly [what: string, line: object, path: string]

const [THUMB] = FEEDBACK
const [REVIEW] = REVIEWS
const [ERASURE] = ERASURES

function withFirstPart(part: unknown): object {
  return { ...SMALL_GENERATION, request: { messages: [{ role: 'user', parts: [part] }] } }
}

/** Lines that are wrong for ever, each with the place at which it is told. */
export const BROKEN_LINES: readonly Broken[] = [
  ['no version', { ...SMALL_GENERATION, v: undefined }, 'v'],
  ['a version that never was', { ...SMALL_GENERATION, v: 0 }, 'v'],
  ['a version in quotes', { ...GAP, v: '1' }, 'v'],
  ['no type', { ...GAP, type: undefined }, 'type'],
  ['a type that is no text', { ...GAP, type: 7 }, 'type'],
  ['an event of a later type without version', { type: 'pin', id: 'x' }, 'v'],
  ['an empty id', { ...SMALL_GENERATION, id: '' }, 'id'],
  ['no turn', { ...SMALL_GENERATION, turnId: undefined }, 'turnId'],
  ['a negative step', { ...SMALL_GENERATION, step: -1 }, 'step'],
  ['half an attempt', { ...SMALL_GENERATION, attempt: 0.5 }, 'attempt'],
  ['no link', { ...SMALL_GENERATION, link: undefined }, 'link'],
  ['an empty link', { ...SMALL_GENERATION, link: { how: '' } }, 'link.how'],
  ['a time without zone', { ...SMALL_GENERATION, startedAt: '2026-01-31T09:30:00.000' }, 'startedAt'],
  ['a time with an offset', { ...SMALL_GENERATION, startedAt: '2026-01-31T09:30:00.000+01:00' }, 'startedAt'],
  ['a time without milliseconds', { ...SMALL_GENERATION, startedAt: '2026-01-31T09:30:00Z' }, 'startedAt'],
  ['a day that never was', { ...SMALL_GENERATION, startedAt: '2026-02-30T09:30:00.000Z' }, 'startedAt'],
  ['a time as a number', { ...SMALL_GENERATION, startedAt: 1_769_851_800_000 }, 'startedAt'],
  ['a negative duration', { ...SMALL_GENERATION, durationMs: -1 }, 'durationMs'],
  ['a duration of null', { ...SMALL_GENERATION, durationMs: null }, 'durationMs'],
  ['a status of its own', { ...SMALL_GENERATION, status: 'done' }, 'status'],
  ['no requested model', { ...SMALL_GENERATION, model: {} }, 'model.requested'],
  ['a model as text', { ...SMALL_GENERATION, model: 'llama3.2' }, 'model'],
  ['no request', { ...SMALL_GENERATION, request: undefined }, 'request'],
  ['messages that are no list', { ...SMALL_GENERATION, request: { messages: {} } }, 'request.messages'],
  [
    'a message in the shape of a provider',
    { ...SMALL_GENERATION, request: { messages: [{ role: 'user', content: 'Hello' }] } },
    'request.messages[0].parts',
  ],
  [
    'a role of its own',
    { ...SMALL_GENERATION, response: { messages: [{ role: 'bot', parts: [] }] } },
    'response.messages[0].role',
  ],
  ['a part as text', withFirstPart('Hello'), 'request.messages[0].parts[0]'],
  ['a part without type', withFirstPart({ text: 'Hello' }), 'request.messages[0].parts[0].type'],
  ['a text part without text', withFirstPart({ type: 'text' }), 'request.messages[0].parts[0].text'],
  [
    'arguments as text',
    withFirstPart({ type: 'tool_call', id: 't', name: 'f', arguments: '{}' }),
    'request.messages[0].parts[0].arguments',
  ],
  [
    'a tool result without result',
    withFirstPart({ type: 'tool_result', id: 't' }),
    'request.messages[0].parts[0].result',
  ],
  [
    'a hash in capitals',
    withFirstPart({ type: 'file', mediaType: 'image/png', sha256: 'AB'.repeat(32) }),
    'request.messages[0].parts[0].sha256',
  ],
  [
    'a tool without name',
    { ...SMALL_GENERATION, request: { ...SMALL_GENERATION.request, tools: [{}] } },
    'request.tools[0].name',
  ],
  ['half a token', { ...SMALL_GENERATION, usage: { inputTokens: 1.5 } }, 'usage.inputTokens'],
  ['an error without phase', { ...FULL_GENERATION, error: { name: 'E', message: '' } }, 'error.phase'],
  ['metadata as a list', { ...SMALL_GENERATION, metadata: [] }, 'metadata'],
  ['tags as text', { ...SMALL_GENERATION, tags: 'a,b' }, 'tags'],
  ['a thumb sideways', { ...THUMB, value: 'sideways' }, 'value'],
  ['a score as text', { ...THUMB, kind: 'score', value: '5' }, 'value'],
  ['feedback of no kind', { ...THUMB, kind: undefined }, 'kind'],
  ['feedback on nothing', { ...THUMB, target: {} }, 'target'],
  ['feedback on two things', { ...THUMB, target: { generationId: 'a', turnId: 'b' } }, 'target'],
  ['feedback of a later kind on nothing', { ...THUMB, kind: 'stars', value: 5, target: undefined }, 'target'],
  ['a decision of its own', { ...REVIEW, decision: 'maybe' }, 'decision'],
  ['a review without time', { ...REVIEW, at: undefined }, 'at'],
  ['an erasure of nobody', { ...ERASURE, selector: undefined }, 'selector'],
  ['an erasure by a field that readers cannot match', { ...ERASURE, selector: { email: 'a@example.com' } }, 'selector'],
  ['a gap of minus one', { ...GAP, dropped: { queue_full: -1 } }, 'dropped.queue_full'],
]

/** As a file would hold it: without the fields that are `undefined`. */
export function asLine(value: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value)) as Record<string, unknown>
}
