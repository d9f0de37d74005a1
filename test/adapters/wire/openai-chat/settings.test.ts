import { expect, test } from 'vitest'
import { openaiChat } from '../../../../src/adapters/wire/openai-chat/index.ts'
import type { GenerationRequest } from '../../../../src/core/generation.ts'

function requestOf(body: object): GenerationRequest {
  return openaiChat.exchange(body).request()
}

test('by the names of the record', () => {
  const { params } = requestOf({
    model: 'm',
    messages: [],
    temperature: 0,
    top_p: 0.9,
    stop: ['\n'],
    seed: 7,
    n: 2,
    presence_penalty: 0.1,
    frequency_penalty: null,
    parallel_tool_calls: false,
    verbosity: 'low',
    user: 'u1',
    metadata: { plan: 'pro' },
    logit_bias: { 50256: -100 },
  })
  expect(params).toEqual({
    temperature: 0,
    topP: 0.9,
    stop: ['\n'],
    seed: 7,
    n: 2,
    presencePenalty: 0.1,
    parallelToolCalls: false,
    verbosity: 'low',
  })
})

test('two names of one setting: that of the provider wins, wherever it stands', () => {
  const [old, now] = [
    { max_tokens: 5, reasoning: { effort: 'low' } },
    { max_completion_tokens: 9, reasoning_effort: 'high' },
  ]
  const expected = { maxOutputTokens: 9, reasoning: 'high' }
  expect(requestOf({ ...old, ...now }).params).toEqual(expected)
  expect(requestOf({ ...now, ...old }).params).toEqual(expected)
  expect(requestOf(old).params).toEqual({ maxOutputTokens: 5, reasoning: { effort: 'low' } })
  expect(requestOf({}).params).toBeUndefined()
})

test('tools: functions, custom ones, and those of old', () => {
  const schema = { type: 'object', properties: { city: { type: 'string' } } }
  const format = { type: 'grammar', grammar: { syntax: 'regex', definition: '.*' } }
  const { tools, toolChoice } = requestOf({
    tools: [
      { type: 'function', function: { name: 'weather', description: 'By city', parameters: schema, strict: true } },
      { type: 'custom', custom: { name: 'query', description: 'SQL', format } },
      { type: 'custom', custom: { name: 'note' } },
    ],
    tool_choice: { type: 'function', function: { name: 'weather' } },
    functions: [{ name: 'now' }],
  })
  expect(tools).toEqual([
    { name: 'weather', description: 'By city', parameters: schema },
    { name: 'query', kind: 'provider', description: 'SQL', parameters: { format } },
    { name: 'note', kind: 'provider' },
    { name: 'now' },
  ])
  expect(toolChoice).toEqual({ type: 'function', function: { name: 'weather' } })
  expect(requestOf({ function_call: 'auto' }).toolChoice).toBe('auto')
})

test.for([
  [{ type: 'text' }, { type: 'text' }],
  [{ type: 'json_object' }, { type: 'json' }],
  [
    { type: 'json_schema', json_schema: { name: 'a', strict: true, schema: { type: 'object' } } },
    { type: 'json', schema: { type: 'object' } },
  ],
  [
    { type: 'grammar', grammar: 'x' },
    { type: 'grammar', grammar: 'x' },
  ],
  [null, undefined],
])('the format of the answer %j', ([sent, recorded]) => {
  expect(requestOf({ response_format: sent }).responseFormat).toEqual(recorded)
})

test('the user that the app names to the server is the user', () => {
  expect(openaiChat.exchange({ messages: [], user: 'u1' }).labels).toEqual({ userId: 'u1' })
  expect(openaiChat.exchange({ messages: [], metadata: { user: 'u1' } }).labels).toEqual({})
})
