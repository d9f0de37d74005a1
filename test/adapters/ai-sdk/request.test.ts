import { describe, expect, test } from 'vitest'
import { wrapModel } from '../../../src/adapters/ai-sdk/index.ts'
import type { Part } from '../../../src/core/message.ts'
import { onlyGeneration, startRecording } from '../../support/recording.ts'
import { ai5Major, ai7Major, majors, type Major, type RawPart } from './support/majors.ts'

const png = new Uint8Array([137, 80, 78, 71])
const PNG_URI = 'data:image/png;base64,iVBORw=='

async function recordedParts(major: Major, role: string, content: readonly RawPart[]): Promise<readonly Part[]> {
  const recording = startRecording()
  const model = wrapModel(
    major.model(() => ({ content: [] })),
    recording,
  )
  await model.doGenerate({ prompt: [{ role, content }] } as never)
  const [message] = (await onlyGeneration(recording)).request.messages
  expect(message?.role).toBe(role)
  return message?.parts ?? []
}

describe.each(majors)('the prompt of $name', (major) => {
  const result = { type: 'tool-result', toolCallId: 'c1', toolName: 't' }
  const recorded = { type: 'tool_result', id: 'c1', name: 't' }

  test.each([
    ['text', { type: 'text', value: '20 °C' }, { result: '20 °C' }],
    ['json', { type: 'json', value: { celsius: 20 } }, { result: { celsius: 20 } }],
    ['error-text', { type: 'error-text', value: 'down' }, { result: 'down', isError: true }],
    ['error-json', { type: 'error-json', value: { code: 1 } }, { result: { code: 1 }, isError: true }],
    [
      'execution-denied',
      { type: 'execution-denied', reason: 'not now' },
      { result: { type: 'execution-denied', reason: 'not now' } },
    ],
    [
      'content',
      { type: 'content', value: [{ type: 'text', text: 'See' }] },
      { result: { type: 'content', value: [{ type: 'text', text: 'See' }] } },
    ],
  ])('a tool result of type %s', async (_, output, expected) => {
    expect(await recordedParts(major, 'tool', [{ ...result, output }])).toEqual([{ ...recorded, ...expected }])
  })

  test('a tool call with its parsed input, an answer to an approval, and what nobody knows yet', async () => {
    const approval = { type: 'tool-approval-response', approvalId: 'a1', approved: false }
    expect(
      await recordedParts(major, 'assistant', [
        { type: 'tool-call', toolCallId: 'c1', toolName: 't', input: { city: 'Paris' } },
        approval,
        { type: 'hologram', depth: 3 },
      ]),
    ).toEqual([
      { type: 'tool_call', id: 'c1', name: 't', arguments: { city: 'Paris' } },
      { type: 'other', kind: 'tool-approval-response', value: approval },
      { type: 'other', kind: 'hologram', value: { type: 'hologram', depth: 3 } },
    ])
  })

  test('settings by the names of the record, without headers and provider options', async () => {
    const recording = startRecording()
    const model = wrapModel(
      major.model(() => ({ content: [{ type: 'text', text: 'Hi' }] })),
      recording,
    )
    await major.sdk.generateText({
      model,
      prompt: 'Hello',
      temperature: 0.3,
      topP: 0.9,
      topK: 40,
      presencePenalty: 0.1,
      frequencyPenalty: 0.2,
      stopSequences: ['END'],
      seed: 7,
      maxOutputTokens: 50,
      headers: { authorization: 'Bearer hidden' },
      providerOptions: { mock: { key: 'hidden' } },
    })
    const generation = await onlyGeneration(recording)
    expect(generation.request.params).toEqual({
      temperature: 0.3,
      topP: 0.9,
      topK: 40,
      presencePenalty: 0.1,
      frequencyPenalty: 0.2,
      stop: ['END'],
      seed: 7,
      maxOutputTokens: 50,
    })
    expect(JSON.stringify(generation)).not.toContain('hidden')
  })
})

describe('the data of a file', () => {
  const file = { type: 'file', mediaType: 'image/png' }
  test.each([
    ['bytes', ai5Major, png, { uri: PNG_URI }],
    ['base64 text', ai5Major, 'iVBORw==', { uri: PNG_URI }],
    ['an address', ai5Major, new URL('https://docs.example/a.png'), { uri: 'https://docs.example/a.png' }],
    ['an address as text', ai5Major, 'https://docs.example/a.png', { uri: 'https://docs.example/a.png' }],
    ['tagged bytes', ai7Major, { type: 'data', data: png }, { uri: PNG_URI }],
    ['tagged base64 text', ai7Major, { type: 'data', data: 'iVBORw==' }, { uri: PNG_URI }],
    [
      'a tagged address',
      ai7Major,
      { type: 'url', url: new URL('https://docs.example/a.png') },
      { uri: 'https://docs.example/a.png' },
    ],
    [
      'a reference',
      ai7Major,
      { type: 'reference', reference: { openai: 'file-1' } },
      { fileId: '{"openai":"file-1"}' },
    ],
    ['text', ai7Major, { type: 'text', text: '50 % of #1' }, { uri: 'data:image/png,50 %25 of %231' }],
  ])('may be %s', async (_, major, data, expected) => {
    expect(await recordedParts(major, 'user', [{ ...file, data }])).toEqual([{ ...file, ...expected }])
  })
})

describe('text for a tool that takes free text', () => {
  const call = { type: 'tool-call', toolCallId: 'c1', toolName: 'sql' }
  const parts = [{ type: 'tool_call', id: 'c1', name: 'sql', arguments: {}, argumentsRaw: 'select 1' }]

  test('is the same in the answer of a model, in its deltas and in later prompts', async () => {
    const answered = startRecording()
    const model = wrapModel(
      ai7Major.model(() => ({ content: [{ ...call, input: '"select 1"' }] })),
      answered,
    )
    await model.doGenerate({ prompt: [] } as never)
    expect((await onlyGeneration(answered)).response.messages[0]?.parts).toEqual(parts)
    expect(await recordedParts(ai7Major, 'assistant', [{ ...call, input: 'select 1' }])).toEqual(parts)
  })
})
