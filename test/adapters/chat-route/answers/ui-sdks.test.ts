import * as ai7 from 'ai'
import { convertArrayToReadableStream, MockLanguageModelV4 } from 'ai/test'
import * as ai5 from 'ai5'
import { MockLanguageModelV2 } from 'ai5/test'
import * as ai6 from 'ai6'
import { MockLanguageModelV3 } from 'ai6/test'
import { describe, expect, test } from 'vitest'
import { field, listField } from '../../../../src/core/field.ts'
import { read, sse } from './reading.ts'

const usage = {
  inputTokens: { total: 3, noCache: 3, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: 5, text: 5, reasoning: undefined },
}
const finish = (reason: string, isOld: boolean) => ({
  type: 'finish',
  finishReason: isOld ? reason : { unified: reason, raw: reason },
  usage: isOld ? { inputTokens: 3, outputTokens: 5, totalTokens: 8 } : usage,
})

/** What the model says in two steps: a thought, a call of a tool, then a text with a source. */
function scripts(isOld: boolean): readonly (readonly object[])[] {
  return [
    [
      { type: 'stream-start', warnings: [] },
      { type: 'reasoning-start', id: 'r' },
      { type: 'reasoning-delta', id: 'r', delta: 'A tool ' },
      { type: 'reasoning-delta', id: 'r', delta: 'helps.' },
      { type: 'reasoning-end', id: 'r', providerMetadata: { anthropic: { signature: 'proof' } } },
      { type: 'tool-input-start', id: 'call-1', toolName: 'weather' },
      { type: 'tool-input-delta', id: 'call-1', delta: '{"city":' },
      { type: 'tool-input-delta', id: 'call-1', delta: '"Oslo"}' },
      { type: 'tool-input-end', id: 'call-1' },
      { type: 'tool-call', toolCallId: 'call-1', toolName: 'weather', input: '{"city":"Oslo"}' },
      { type: 'tool-call', toolCallId: 'call-2', toolName: 'weather', input: '{"city":"Rome"}' },
      finish('tool-calls', isOld),
    ],
    [
      { type: 'stream-start', warnings: [] },
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: 'Sunny ' },
      { type: 'text-delta', id: '0', delta: 'in Oslo.' },
      { type: 'text-end', id: '0' },
      { type: 'source', sourceType: 'url', id: 's1', url: 'https://example.com/oslo', title: 'Oslo' },
      finish('stop', isOld),
    ],
  ]
}

/** The functions of an SDK, as far as they are the same in all three, typed as loosely as that needs. */
type Sdk = {
  readonly streamText: (options: never) => unknown
  readonly stepCountIs: (count: never) => unknown
  readonly tool: (options: never) => unknown
  readonly jsonSchema: (schema: never) => unknown
}

function call(owner: unknown, name: string, ...values: readonly unknown[]): unknown {
  const method: unknown = field(owner, name)
  if (typeof method !== 'function') throw new TypeError(`${name} is no function`)
  return Reflect.apply(method, owner, values)
}

async function bodyOf(sdk: Sdk, Model: new (options: never) => unknown, isOld: boolean): Promise<Response> {
  const waiting = [...scripts(isOld)]
  const doStream = () => Promise.resolve({ stream: convertArrayToReadableStream([...(waiting.shift() ?? [])]) })
  const schema = call(sdk, 'jsonSchema', { type: 'object', properties: { city: { type: 'string' } } })
  const execute = ({ city }: { city: string }): object => {
    if (city === 'Rome') throw new Error('no such station')
    return { city, degrees: 21 }
  }
  const weather = call(sdk, 'tool', { description: 'weather', inputSchema: schema, parameters: schema, execute })
  const result = call(sdk, 'streamText', {
    model: Reflect.construct(Model, [{ provider: 'mock', modelId: 'mock', doStream }]),
    prompt: 'Weather?',
    tools: { weather },
    stopWhen: call(sdk, 'stepCountIs', 3),
  })
  const response = call(result, 'toUIMessageStreamResponse', {
    sendSources: true,
    generateMessageId: () => 'msg-1',
    originalMessages: [],
    messageMetadata: ({ part }: { part: { type: string } }) =>
      part.type === 'start' ? { model: 'mock-1' } : undefined,
    onError: () => 'the tool failed',
  })
  if (!(response instanceof Response)) throw new TypeError('no response')
  return response
}

const SDKS = [
  ['5', ai5, MockLanguageModelV2, true],
  ['6', ai6, MockLanguageModelV3, false],
  ['7', ai7, MockLanguageModelV4, false],
] as const

describe('streamText(…).toUIMessageStreamResponse()', () => {
  test.each(SDKS)('AI SDK %s', async (_name, sdk, Model, isOld) => {
    const response = await bodyOf(sdk, Model, isOld)
    const headers = Object.fromEntries(response.headers)
    const body = await response.text()
    for (const given of [headers, { 'content-type': 'text/event-stream' }]) {
      const answer = read({ headers: given, body, places: [5, 90, 91, 400] })
      expect(answer).toMatchObject({
        form: 'ui-message-stream',
        messageId: 'msg-1',
        isComplete: true,
        failure: undefined,
        respondedModel: 'mock-1',
      })
      expect(answer.response?.messages).toEqual([
        {
          role: 'assistant',
          id: 'msg-1',
          parts: [
            { type: 'reasoning', text: 'A tool helps.', signature: 'proof' },
            { type: 'tool_call', id: 'call-1', name: 'weather', arguments: { city: 'Oslo' } },
            { type: 'tool_call', id: 'call-2', name: 'weather', arguments: { city: 'Rome' } },
          ],
        },
        {
          role: 'tool',
          parts: [
            { type: 'tool_result', id: 'call-1', name: 'weather', result: { city: 'Oslo', degrees: 21 } },
            { type: 'tool_result', id: 'call-2', name: 'weather', result: expect.any(String), isError: true },
          ],
        },
        {
          role: 'assistant',
          id: 'msg-1',
          parts: [
            { type: 'text', text: 'Sunny in Oslo.' },
            { type: 'source', id: 's1', uri: 'https://example.com/oslo', title: 'Oslo' },
          ],
        },
      ])
    }
  })
})

describe('streams that an app writes', () => {
  const chunksOf = async (stream: ReadableStream<ai7.UIMessageChunk>): Promise<string> =>
    ai7.createUIMessageStreamResponse({ stream }).text()
  const UI = { 'x-vercel-ai-ui-message-stream': 'v1' }

  test('need no chunk that says that they are at their end', async () => {
    const stream = ai7.createUIMessageStream({
      execute({ writer }) {
        writer.write({ type: 'text-start', id: 'a' })
        writer.write({ type: 'text-delta', id: 'a', delta: 'Hello' })
        writer.write({ type: 'data-mood', id: 'd', data: { mood: 'fair' } })
        writer.write({ type: 'data-mood', id: 'd', data: { mood: 'good' } })
        writer.write({ type: 'data-note', data: 'gone', transient: true })
        writer.write({ type: 'text-end', id: 'a' })
      },
    })
    const body = await chunksOf(stream)
    const { response, isComplete } = read({ headers: UI, body })
    expect(response?.messages[0]?.parts).toEqual([
      { type: 'text', text: 'Hello' },
      { type: 'other', kind: 'data-mood', value: { type: 'data-mood', id: 'd', data: { mood: 'good' } } },
    ])
    expect(isComplete).toBe(true)
    expect(read({ headers: UI, body: body.replace('data: [DONE]\n\n', '') }).isComplete).toBe(false)
  })

  test('fail with what they say', async () => {
    const stream = ai7.createUIMessageStream({
      execute({ writer }) {
        writer.write({ type: 'text-delta', id: 'a', delta: 'Hel' })
        throw new Error('no more')
      },
      onError: (error) => (error instanceof Error ? error.message : ''),
    })
    const { response, failure } = read({ headers: UI, body: await chunksOf(stream) })
    expect(failure).toMatchObject({ message: 'no more' })
    expect(response?.messages).toEqual([{ role: 'assistant', parts: [{ type: 'text', text: 'Hel' }] }])
  })

  test('are aborted when the answer was stopped, interrupted when the provider was', () => {
    const begin = [
      { type: 'start', messageId: 'm' },
      { type: 'start-step' },
      { type: 'text-delta', id: 'a', delta: 'Hel' },
    ]
    const stopped = read({ headers: UI, body: sse(...begin, { type: 'abort', reason: 'stopped' }, '[DONE]') })
    expect(stopped).toMatchObject({ messageId: 'm', failure: { name: 'AbortError', message: 'stopped' } })
    const cut = read({ headers: UI, body: sse(...begin, { type: 'finish', finishReason: 'interrupted' }, '[DONE]') })
    expect(cut).toMatchObject({ isComplete: false, failure: undefined, response: { finishReasonRaw: 'interrupted' } })
    const whole = read({ headers: UI, body: sse(...begin, { type: 'finish', finishReason: 'tool-calls' }) })
    expect(whole).toMatchObject({ isComplete: true, response: { finishReason: 'tool_call' } })
    expect(listField(whole.response, 'messages')).toHaveLength(1)
  })
})
