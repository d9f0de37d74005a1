import { describe, expect, test } from 'vitest'
import { wrapModel } from '../../../src/adapters/ai-sdk/index.ts'
import type { Part } from '../../../src/core/message.ts'
import { onlyGeneration, startRecording } from '../../support/recording.ts'
import { majors, type Answer, type Major, type RawPart } from './support/majors.ts'

const png = new Uint8Array([137, 80, 78, 71])
const proof = { anthropic: { signature: 'sig' } }

type Case = {
  readonly name: string
  /** The majors that know such parts (default: all). */
  readonly since?: number
  readonly content: (major: Major) => readonly RawPart[]
  readonly parts: readonly Part[]
}

const search = { toolCallId: 'c1', toolName: 'web_search' } as const
const url = (id: string) => ({ type: 'source', sourceType: 'url', id, url: `https://docs.example/${id}`, title: 'A' })
const recordedUrl = (id: string) => ({ type: 'source', id, uri: `https://docs.example/${id}`, title: 'A' }) as const

const cases: readonly Case[] = [
  {
    name: 'text',
    content: () => [{ type: 'text', text: 'Grüße, 東京 👋' }],
    parts: [{ type: 'text', text: 'Grüße, 東京 👋' }],
  },
  {
    name: 'reasoning with its signature, before the text',
    content: () => [
      { type: 'reasoning', text: 'hmm, well', providerMetadata: proof },
      { type: 'text', text: 'Yes' },
    ],
    parts: [
      { type: 'reasoning', text: 'hmm, well', signature: 'sig' },
      { type: 'text', text: 'Yes' },
    ],
  },
  {
    name: 'reasoning that is hidden behind its proof',
    content: () => [{ type: 'reasoning', text: '', providerMetadata: { anthropic: { redactedData: 'secret' } } }],
    parts: [{ type: 'reasoning', text: '', signature: 'secret' }],
  },
  {
    name: 'a tool call',
    content: () => [{ type: 'tool-call', toolCallId: 'c1', toolName: 'get_weather', input: '{"city":"Paris"}' }],
    parts: [{ type: 'tool_call', id: 'c1', name: 'get_weather', arguments: { city: 'Paris' } }],
  },
  {
    name: 'a tool call whose input is no JSON',
    content: () => [{ type: 'tool-call', toolCallId: 'c1', toolName: 'get_weather', input: '{"city": oops' }],
    parts: [{ type: 'tool_call', id: 'c1', name: 'get_weather', arguments: {}, argumentsRaw: '{"city": oops' }],
  },
  {
    name: 'a tool that the provider runs, and its result',
    content: () => [
      { type: 'tool-call', ...search, input: '{"q":"x"}', providerExecuted: true },
      { type: 'tool-result', ...search, result: [{ title: 'A' }], providerExecuted: true },
      { type: 'text', text: 'Found' },
    ],
    parts: [
      { type: 'tool_call', id: 'c1', name: 'web_search', arguments: { q: 'x' }, providerExecuted: true },
      { type: 'tool_result', id: 'c1', name: 'web_search', result: [{ title: 'A' }] },
      { type: 'text', text: 'Found' },
    ],
  },
  {
    name: 'a result of a provider’s tool that failed',
    content: () => [
      { type: 'tool-call', ...search, input: '{}', providerExecuted: true },
      { type: 'tool-result', ...search, result: 'down', isError: true, providerExecuted: true },
    ],
    parts: [
      { type: 'tool_call', id: 'c1', name: 'web_search', arguments: {}, providerExecuted: true },
      { type: 'tool_result', id: 'c1', name: 'web_search', result: 'down', isError: true },
    ],
  },
  {
    name: 'sources, pages and documents',
    content: () => [
      url('s1'),
      { type: 'source', sourceType: 'document', id: 's2', mediaType: 'application/pdf', title: 'B', filename: 'b.pdf' },
    ],
    parts: [recordedUrl('s1'), { type: 'source', id: 's2', title: 'B', mediaType: 'application/pdf' }],
  },
  {
    name: 'citations of a text, as sources, each once',
    since: 7,
    content: () => [
      {
        type: 'text',
        text: 'Said so',
        citations: [{ source: url('s1'), citedText: 'so' }, { source: url('s1') }, { source: url('s3') }],
      },
      url('s1'),
      url('s2'),
    ],
    parts: [{ type: 'text', text: 'Said so' }, recordedUrl('s1'), recordedUrl('s3'), recordedUrl('s2')],
  },
  {
    name: 'a file of bytes',
    content: ({ data }) => [{ type: 'file', mediaType: 'image/png', data: data(png) }],
    parts: [{ type: 'file', mediaType: 'image/png', uri: 'data:image/png;base64,iVBORw==' }],
  },
  {
    name: 'a file of base64 text',
    content: ({ data }) => [{ type: 'file', mediaType: 'image/png', data: data('iVBORw==') }],
    parts: [{ type: 'file', mediaType: 'image/png', uri: 'data:image/png;base64,iVBORw==' }],
  },
  {
    name: 'a file that belongs to the reasoning',
    since: 7,
    content: ({ data }) => [{ type: 'reasoning-file', mediaType: 'image/png', data: data(png) }],
    parts: [{ type: 'file', mediaType: 'image/png', uri: 'data:image/png;base64,iVBORw==' }],
  },
  {
    name: 'a request for approval, as it came',
    since: 6,
    content: () => [
      { type: 'tool-call', ...search, input: '{}', providerExecuted: true, dynamic: true },
      { type: 'tool-approval-request', approvalId: 'a1', toolCallId: 'c1' },
    ],
    parts: [
      { type: 'tool_call', id: 'c1', name: 'web_search', arguments: {}, providerExecuted: true },
      {
        type: 'other',
        kind: 'tool-approval-request',
        value: { type: 'tool-approval-request', approvalId: 'a1', toolCallId: 'c1' },
      },
    ],
  },
  {
    name: 'custom content, as it came',
    since: 7,
    content: () => [{ type: 'custom', kind: 'openai.compaction', providerMetadata: { openai: { id: 'x' } } }],
    parts: [
      {
        type: 'other',
        kind: 'custom',
        value: { type: 'custom', kind: 'openai.compaction', providerMetadata: { openai: { id: 'x' } } },
      },
    ],
  },
]

function callWith(major: Major): object {
  const { sdk } = major
  const open = { inputSchema: sdk.jsonSchema({ type: 'object' }) }
  const provided = { type: major.number === 5 ? 'provider-defined' : 'provider', id: 'mock.web_search' }
  return {
    prompt: 'Hello',
    tools: {
      get_weather: sdk.tool({ ...open, description: 'The weather' }),
      web_search: { ...open, ...provided, name: 'web_search', args: {}, isProviderExecuted: true },
    },
  }
}

describe.each(majors)('$name', (major) => {
  const known = cases.filter(({ since = 5 }) => since <= major.number)

  test.each(known)('$name: generateText', async ({ content, parts }) => {
    const recording = startRecording()
    const model = wrapModel(
      major.model(() => ({ content: content(major) })),
      recording,
    )
    await major.sdk.generateText({ ...callWith(major), model })
    expect((await onlyGeneration(recording)).response.messages).toEqual([{ role: 'assistant', parts }])
  })

  test.each(known)('$name: streamText', async ({ content, parts }) => {
    const recording = startRecording()
    const model = wrapModel(
      major.model(() => ({ content: content(major) })),
      recording,
    )
    await major.sdk.streamText({ ...callWith(major), model }).consumeStream()
    expect((await onlyGeneration(recording)).response.messages).toEqual([{ role: 'assistant', parts }])
  })

  test.each(known)('$name: a model of this specification under each later SDK', async ({ content, parts }) => {
    for (const later of majors.filter(({ number }) => number > major.number)) {
      const recording = startRecording()
      const model = wrapModel(
        major.model(() => ({ content: content(major) })),
        recording,
      )
      await later.sdk.streamText({ ...callWith(later), model }).consumeStream()
      await later.sdk.generateText({ ...callWith(later), model })
      const generations = await recording.generations()
      expect(generations).toHaveLength(2)
      for (const { response } of generations) expect(response.messages).toEqual([{ role: 'assistant', parts }])
    }
  })

  const endings: readonly (readonly [string, Partial<Answer>, object])[] = [
    ['stop', { finish: 'stop' }, { finishReason: 'stop' }],
    ['length', { finish: 'length' }, { finishReason: 'length' }],
    ['tool-calls', { finish: 'tool-calls' }, { finishReason: 'tool_call' }],
    ['content-filter', { finish: 'content-filter' }, { finishReason: 'content_filter' }],
    ['other', { finish: 'other' }, { finishReason: 'other' }],
    ['unknown', { finish: 'unknown' }, { finishReason: 'other', finishReasonRaw: 'unknown' }],
  ]

  test.each(endings)('finish reason %s', async (_, answer, expected) => {
    for (const kind of ['doGenerate', 'doStream'] as const) {
      const recording = startRecording()
      const model = wrapModel(
        major.model(() => ({ content: [{ type: 'text', text: 'Hi' }], ...answer })),
        recording,
      )
      await drain(await model[kind]({ prompt: [] } as never))
      expect((await onlyGeneration(recording)).response).toMatchObject(expected)
    }
  })

  test('usage, warnings, the model that answered and its id', async () => {
    const warning = { type: 'other', message: 'old model' }
    for (const kind of ['doGenerate', 'doStream'] as const) {
      const recording = startRecording()
      const model = wrapModel(
        major.model(() => ({ content: [{ type: 'text', text: 'Hi' }], warnings: [warning] })),
        recording,
      )
      await drain(await model[kind]({ prompt: [] } as never))
      expect(await onlyGeneration(recording)).toMatchObject({
        source: { adapter: 'ai-sdk', framework: 'ai', version: major.specification },
        model: { provider: 'mock', requested: 'mock-model', responded: 'mock-model-2026' },
        response: { id: 'response-1', warnings: [warning] },
        usage: { inputTokens: 3, outputTokens: 5, reasoningTokens: 2 },
        status: 'ok',
      })
    }
  })

  test('structured output asks with its schema', async () => {
    const recording = startRecording()
    const model = wrapModel(
      major.model(() => ({ content: [{ type: 'text', text: '{"city":"Paris"}' }] })),
      recording,
    )
    const schema = major.sdk.jsonSchema({ type: 'object', properties: { city: { type: 'string' } } })
    const { object } = await major.sdk.generateObject({ model, prompt: 'Where?', schema })
    expect(object).toEqual({ city: 'Paris' })
    expect((await onlyGeneration(recording)).request.responseFormat).toMatchObject({
      type: 'json',
      schema: { properties: { city: { type: 'string' } } },
    })
  })
})

async function drain(result: unknown): Promise<void> {
  if (typeof result === 'object' && result !== null && 'stream' in result && result.stream instanceof ReadableStream) {
    await Array.fromAsync(result.stream)
  }
}
