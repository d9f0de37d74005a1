import { convertToModelMessages, readUIMessageStream, type ModelMessage, type UIMessage, type UIMessageChunk } from 'ai'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readUiMessage } from '../../../../src/adapters/chat-route/requests/ui-messages/index.ts'
import { field } from '../../../../src/core/field.ts'
import type { Message } from '../../../../src/core/message.ts'
import { cuts } from '../../wire/cutting.ts'
import { read, sse } from './reading.ts'

/** A message without what the two forms cannot have in common. */
type Plain = readonly [role: string, ...parts: readonly (readonly unknown[])[]]

/** What the SDK's own reader makes of a stream. */
async function shown(chunks: readonly UIMessageChunk[]): Promise<UIMessage | undefined> {
  const stream = new ReadableStream<UIMessageChunk>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(structuredClone(chunk))
      controller.close()
    },
  })
  let last: UIMessage | undefined
  for await (const message of readUIMessageStream({ stream, terminateOnError: true })) last = message
  return last
}

/** What the SDK would send to a model of it. */
async function oracle(chunks: readonly UIMessageChunk[]): Promise<readonly Plain[]> {
  const message = await shown(chunks)
  return message === undefined ? [] : plainMessages(await convertToModelMessages([message]))
}

function plainMessages(messages: readonly ModelMessage[]): readonly Plain[] {
  return messages.map(({ role, content }): Plain => {
    if (typeof content === 'string') return [role, ['text', content]]
    return [role, ...content.flatMap(plainPart)]
  })
}

type ModelPart = Exclude<ModelMessage['content'], string>[number]

function plainPart(part: ModelPart): readonly (readonly unknown[])[] {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return part.text === '' ? [] : [[part.type, part.text]]
    case 'tool-call':
      return [['call', part.toolCallId, part.toolName, part.input]]
    case 'tool-result':
      return [['result', part.toolCallId, valueOf(part.output), part.output.type.startsWith('error')]]
    case 'file':
      return [['file', part.mediaType, String(field(part.data, 'url'))]]
    default:
      return []
  }
}

// A refusal has no value.
function valueOf(output: { readonly type: string }): unknown {
  return output.type === 'execution-denied' ? output : field(output, 'value')
}

function plainOwn(messages: readonly Message[]): readonly Plain[] {
  return messages.map(({ role, parts }): Plain => [role, ...parts.flatMap(plainOwnPart)])
}

function plainOwnPart(part: Message['parts'][number]): readonly (readonly unknown[])[] {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return [[part.type, part.text]]
    case 'tool_call':
      return [['call', part.id, part.name, part.arguments]]
    case 'tool_result':
      return [['result', part.id, part.result, part.isError === true]]
    case 'file':
      return [['file', part.mediaType, part.uri]]
    default:
      return []
  }
}

const filled = (messages: readonly Plain[]): readonly Plain[] => messages.filter(([, ...parts]) => parts.length > 0)

const text = fc.string({ unit: 'grapheme', maxLength: 6 })
const id = fc.constantFrom('0', '1', '__proto__')
const input = fc.dictionary(fc.constantFrom('city', 'day'), fc.oneof(text, fc.integer()))

const block = fc
  .record({
    kind: fc.constantFrom('text' as const, 'reasoning' as const),
    id,
    pieces: fc.array(text, { maxLength: 3 }),
  })
  .map(({ kind, id: name, pieces }): UIMessageChunk[] => [
    { type: `${kind}-start`, id: name },
    ...pieces.map((delta): UIMessageChunk => ({ type: `${kind}-delta`, id: name, delta })),
    { type: `${kind}-end`, id: name },
  ])

/** Two blocks at the same time. */
const interleaved = fc.tuple(text, text).map(([a, b]): UIMessageChunk[] => [
  { type: 'text-start', id: 'a' },
  { type: 'reasoning-start', id: 'a' },
  { type: 'reasoning-delta', id: 'a', delta: b },
  { type: 'text-delta', id: 'a', delta: a },
  { type: 'text-end', id: 'a' },
  { type: 'reasoning-delta', id: 'a', delta: 'more' },
])

let calls = 0
const toolCall = fc
  .record({
    input,
    isStreamed: fc.boolean(),
    provider: fc.boolean(),
    dynamic: fc.boolean(),
    end: fc.constantFrom('none', 'output', 'previews', 'error', 'denied', 'refused', 'input error'),
    isLate: fc.boolean(),
    output: fc.oneof(text, fc.record({ degrees: fc.integer() }), fc.array(fc.boolean())),
  })
  .map(({ input: given, isStreamed, provider, dynamic, end, isLate, output }) => {
    calls += 1
    const own = {
      toolCallId: `call-${calls}`,
      ...(provider && end !== 'denied' && end !== 'refused' ? { providerExecuted: true } : {}),
    }
    const named = { ...own, toolName: 'weather', ...(dynamic ? { dynamic } : {}) }
    const json = JSON.stringify(given)
    const begun: UIMessageChunk[] = [
      { type: 'tool-input-start', ...named },
      { type: 'tool-input-delta', toolCallId: own.toolCallId, inputTextDelta: json.slice(0, 5) },
      { type: 'tool-input-delta', toolCallId: own.toolCallId, inputTextDelta: json.slice(5) },
    ]
    const asked: UIMessageChunk =
      end === 'input error'
        ? { type: 'tool-input-error', ...named, input: given, errorText: 'no such city' }
        : { type: 'tool-input-available', ...named, input: given }
    const ends: { readonly [name: string]: UIMessageChunk[] } = {
      output: [{ type: 'tool-output-available', ...own, output }],
      previews: [
        { type: 'tool-output-available', ...own, output: 'soon', preliminary: true },
        { type: 'tool-output-available', ...own, output },
      ],
      error: [{ type: 'tool-output-error', ...own, errorText: 'no station' }],
      refused: [
        { type: 'tool-approval-request', toolCallId: own.toolCallId, approvalId: `approval-${calls}` },
        { type: 'tool-approval-response', approvalId: `approval-${calls}`, approved: false, reason: 'too dear' },
        ...(isStreamed ? [{ type: 'tool-output-denied' as const, toolCallId: own.toolCallId }] : []),
      ],
      denied: [
        { type: 'tool-approval-request', toolCallId: own.toolCallId, approvalId: `approval-${calls}` },
        { type: 'tool-output-denied', toolCallId: own.toolCallId },
      ],
    }
    return {
      now: [...(isStreamed ? begun : []), asked, ...(isLate ? [] : (ends[end] ?? []))],
      late: isLate ? (ends[end] ?? []) : [],
    }
  })

const whole: fc.Arbitrary<UIMessageChunk> = fc.constantFrom<UIMessageChunk[]>(
  { type: 'source-url', sourceId: 's', url: 'https://example.com/' },
  { type: 'file', url: 'https://example.com/a.png', mediaType: 'image/png' },
  { type: 'data-mood', data: { mood: 'good' } },
  { type: 'finish-step' },
  { type: 'start-step' },
  { type: 'steering-message', id: 'u1', parts: [{ type: 'text', text: 'Be short' }] },
  { type: 'message-metadata', messageMetadata: { a: 1 } },
)

const stream = fc
  .array(
    fc.oneof(
      block.map((now) => ({ now, late: [] })),
      interleaved.map((now) => ({ now, late: [] })),
      { weight: 2, arbitrary: toolCall },
      whole.map((chunk) => ({ now: [chunk], late: [] })),
    ),
    { maxLength: 10 },
  )
  // Tools answer in any order, as late as before the next step.
  .map((all): UIMessageChunk[] => [
    { type: 'start', messageId: 'm1' },
    ...all.flatMap(({ now }) => now),
    ...all.toReversed().flatMap(({ late }) => late),
    { type: 'finish', finishReason: 'stop' },
  ])

test('whatever a stream holds, it says what the SDK makes of it', async () => {
  await fc.assert(
    fc.asyncProperty(stream, cuts, async (chunks, places) => {
      const body = sse(...chunks, '[DONE]')
      const answer = read({ headers: { 'x-vercel-ai-ui-message-stream': 'v1' }, body, places })
      expect(answer).toMatchObject({ isComplete: true, failure: undefined, messageId: 'm1' })
      expect(filled(plainOwn(answer.response?.messages ?? []))).toEqual(filled(await oracle(chunks)))
    }),
    { numRuns: 100 },
  )
})

test('the next request repeats what was answered', async () => {
  await fc.assert(
    fc.asyncProperty(stream, async (chunks) => {
      const { response } = read({ headers: { 'x-vercel-ai-ui-message-stream': 'v1' }, body: sse(...chunks) })
      const repeated = readUiMessage(await shown(chunks), false)
      expect(response?.messages.map(withoutId)).toEqual(repeated.map(withoutId))
    }),
    { numRuns: 100 },
  )
})

const withoutId = ({ role, parts }: Message) => ({ role, parts })

test('a step that is done anew leaves nothing behind', async () => {
  const chunks: UIMessageChunk[] = [
    { type: 'start', messageId: 'm1' },
    { type: 'start-step' },
    { type: 'text-start', id: '0' },
    { type: 'text-delta', id: '0', delta: 'Wrong' },
    { type: 'reset-step' },
    { type: 'text-start', id: '0' },
    { type: 'text-delta', id: '0', delta: 'Right' },
    { type: 'finish', finishReason: 'stop' },
  ]
  const { response } = read({ headers: { 'x-vercel-ai-ui-message-stream': 'v1' }, body: sse(...chunks) })
  expect(plainOwn(response?.messages ?? [])).toEqual(await oracle(chunks))
  expect(plainOwn(response?.messages ?? [])).toEqual([['assistant', ['text', 'Right']]])
})

test('the result of a call of an earlier answer comes before what is made of it', () => {
  const body = sse(
    { type: 'start', messageId: 'm1' },
    { type: 'tool-output-available', toolCallId: 'call-0', output: { ok: true } },
    { type: 'start-step' },
    { type: 'text-delta', id: '0', delta: 'Done.' },
    { type: 'finish' },
  )
  expect(read({ headers: { 'x-vercel-ai-ui-message-stream': 'v1' }, body }).response?.messages).toEqual([
    { role: 'tool', parts: [{ type: 'tool_result', id: 'call-0', result: { ok: true } }] },
    { role: 'assistant', id: 'm1', parts: [{ type: 'text', text: 'Done.' }] },
  ])
})

test('what a text cites, and what a provider made up, is kept', () => {
  const source = { type: 'source', sourceType: 'url', id: 's1', url: 'https://example.com/', title: 'Oslo' }
  const made = { type: 'custom', kind: 'openai.compaction', providerMetadata: { openai: { id: 'x' } } }
  const body = sse(
    { type: 'start-step' },
    { type: 'text-delta', id: '0', delta: 'Sunny.' },
    { type: 'text-end', id: '0', citations: [{ source }, { source }] },
    made,
    { type: 'reasoning-file', url: 'data:image/png;base64,AA', mediaType: 'image/png' },
    { type: 'of-a-later-version', content: 'no' },
  )
  expect(read({ headers: { 'content-type': 'text/event-stream' }, body }).response?.messages[0]?.parts).toEqual([
    { type: 'text', text: 'Sunny.' },
    { type: 'source', id: 's1', uri: 'https://example.com/', title: 'Oslo' },
    { type: 'other', kind: 'custom', value: made },
    { type: 'file', mediaType: 'image/png', uri: 'data:image/png;base64,AA' },
  ])
})
