import { expect, test } from 'vitest'
import { wrapModel } from '../../src/adapters/ai-sdk/index.ts'
import type { Generation } from '../../src/core/generation.ts'
import { answerOf, modelThatAnswers } from '../adapters/ai-sdk/mock-model.ts'
import { onlyGeneration, startRecording } from '../support/recording.ts'

const KEY = 'sk-proj-abcdefghijklmnopqrstuvwxyz0123456789'

type Said = { readonly answer?: object; readonly options?: object; readonly tags?: readonly string[] }

async function recordOf({ answer = {}, options = {}, tags = [] }: Said): Promise<Generation> {
  const recording = startRecording()
  const model = wrapModel(modelThatAnswers({ ...answerOf('Hi'), ...answer }), { ...recording, tags })
  await model.doGenerate({ prompt: [], ...options })
  return onlyGeneration(recording)
}

function promptOf(text: string): object {
  return { prompt: [{ role: 'user', content: [{ type: 'text', text }] }] }
}

const places: readonly (readonly [place: string, said: Said])[] = [
  ['a prompt that begins like a data URI', { options: promptOf(`data:name,key\nbob,${KEY}`) }],
  ['a stop sequence', { options: { stopSequences: [KEY] } }],
  ['a response format', { options: { responseFormat: { type: 'json', schema: { description: KEY } } } }],
  ['a tool choice', { options: { toolChoice: { type: 'tool', toolName: KEY } } }],
  ['a finish reason', { answer: { finishReason: { unified: 'other', raw: KEY } } }],
  ['a warning', { answer: { warnings: [{ type: 'other', message: KEY }] } }],
  ['a tag', { tags: [KEY] }],
  ['raw usage', { answer: { usage: { inputTokens: {}, outputTokens: {}, raw: { note: KEY } } } }],
]

test.for(places)('a secret in %s is masked', async ([, said]) => {
  const line = JSON.stringify(await recordOf(said))
  expect(line).toContain('[SECRET]')
  expect(line).not.toContain(KEY)
})

test('a secret below the depth that masking reaches is not written', async () => {
  const input = `${'{"a":'.repeat(300)}${JSON.stringify(KEY)}${'}'.repeat(300)}`
  const content = [{ type: 'tool-call', toolCallId: 'c', toolName: 't', input }]
  const line = JSON.stringify(await recordOf({ answer: { content } }))
  expect(line).toContain('"name":"t","arguments":{"a":')
  expect(line).not.toContain(KEY)
})

test('the credentials of a provider’s tool are left out', async () => {
  const args = { serverUrl: 'https://mcp.example', authorization: 'opaque-1', headers: { 'x-api-key': 'opaque-2' } }
  const record = await recordOf({ options: { tools: [{ type: 'provider', id: 'p.mcp', name: 'mcp', args }] } })
  expect(record.request.tools).toMatchObject([{ name: 'mcp', parameters: { serverUrl: 'https://mcp.example' } }])
  expect(JSON.stringify(record)).not.toContain('opaque')
})
