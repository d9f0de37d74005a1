import { describe, expect, test } from 'vitest'
import { textMessage, type Message, type Part } from '../../../src/core/message.ts'
import { chatml, type ChatmlOptions } from '../../../src/pipeline/formats/index.ts'
import { exampleOf, testFormat, type Saying } from '../../../src/testing/index.ts'

testFormat(chatml(), { describe, test })
testFormat(chatml({ toolArguments: 'object', reasoning: 'reasoning_content', weights: true }), { describe, test })

const row = (sayings: readonly Saying[], options?: ChatmlOptions): unknown =>
  chatml(options).rows(exampleOf(sayings)).rows[0]

const CALL: Message = {
  role: 'assistant',
  parts: [{ type: 'tool_call', id: 'call-1', name: 'weather', arguments: { city: 'Bern' } }],
}
const RESULT: Message = { role: 'tool', parts: [{ type: 'tool_result', id: 'call-1', result: { sky: 'clear' } }] }
const TOOL_CHAT = ['Sun?', CALL, RESULT, textMessage('assistant', 'Yes.')]

test('a chat is one row of role and content, and nothing else', () => {
  expect(row([textMessage('system', 'Be kind.'), 'Hi', 'Hello'])).toEqual({
    messages: [
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello' },
    ],
  })
})

test('a developer message is a system message, and one without text is left out', () => {
  expect(row([textMessage('developer', 'Be kind.'), textMessage('system', ''), 'Hi', 'Hello'])).toMatchObject({
    messages: [{ role: 'system', content: 'Be kind.' }, { role: 'user' }, { role: 'assistant' }],
  })
})

test('tool calls carry their arguments as JSON text, results name their call, and tools are listed', () => {
  const parameters = { type: 'object', properties: { city: { type: 'string' } } }
  const tools = [
    { name: 'weather', description: 'By city', parameters },
    { name: 'now' },
    { name: 'web_search', kind: 'provider' as const },
  ]
  expect(chatml().rows(exampleOf(TOOL_CHAT, { tools })).rows).toEqual([
    {
      messages: [
        { role: 'user', content: 'Sun?' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'call-1', type: 'function', function: { name: 'weather', arguments: '{"city":"Bern"}' } }],
        },
        { role: 'tool', tool_call_id: 'call-1', name: 'weather', content: '{"sky":"clear"}' },
        { role: 'assistant', content: 'Yes.' },
      ],
      tools: [
        { type: 'function', function: { name: 'weather', description: 'By city', parameters } },
        { type: 'function', function: { name: 'now', parameters: { type: 'object', properties: {} } } },
      ],
    },
  ])
})

test('arguments can be an object, and text beside a call stays', () => {
  const both: Message = { role: 'assistant', parts: [{ type: 'text', text: 'One moment.' }, ...CALL.parts] }
  expect(row(['Sun?', both], { toolArguments: 'object' })).toMatchObject({
    messages: [{}, { content: 'One moment.', tool_calls: [{ function: { arguments: { city: 'Bern' } } }] }],
  })
})

test('several results of one message become several messages', () => {
  const results: Message = {
    role: 'tool',
    parts: [
      { type: 'tool_result', id: 'a', name: 'x', result: 'one' },
      { type: 'tool_result', id: 'b', result: 2 },
    ],
  }
  expect(row(['Sun?', CALL, results, textMessage('assistant', 'Yes.')])).toMatchObject({
    messages: [
      {},
      {},
      { role: 'tool', tool_call_id: 'a', name: 'x', content: 'one' },
      { role: 'tool', tool_call_id: 'b', content: '2' },
      {},
    ],
  })
})

test('weights say which answers are trained, on request on all answers, or on none', () => {
  const { messages, ...rest } = exampleOf(['Hi', 'Hello', 'And?', 'Fine'])
  const example = {
    ...rest,
    messages: messages.map((entry, at) => (at === 1 ? { ...entry, weight: 0 as const } : entry)),
  }
  expect(chatml({ weights: true }).rows(example).rows).toEqual([
    {
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hello', weight: 0 },
        { role: 'user', content: 'And?' },
        { role: 'assistant', content: 'Fine', weight: 1 },
      ],
    },
  ])
  expect(JSON.stringify(chatml({ weights: false }).rows(example).rows)).not.toContain('weight')
  // By default only what must not be learned says so.
  expect(JSON.stringify(chatml().rows(example).rows).match(/"weight":\d/g)).toEqual(['"weight":0'])
})

test('reasoning is left out unless asked for', () => {
  const answer: Message = {
    role: 'assistant',
    parts: [
      { type: 'reasoning', text: 'Hm.' },
      { type: 'text', text: 'Yes' },
    ],
  }
  expect(row(['Sun?', answer])).toEqual({ messages: [expect.anything(), { role: 'assistant', content: 'Yes' }] })
  expect(row(['Sun?', answer], { reasoning: 'reasoning_content' })).toMatchObject({
    messages: [{}, { role: 'assistant', content: 'Yes', reasoning_content: 'Hm.' }],
  })
})

test('an image of a user is an image_url part', () => {
  const uri = 'data:image/png;base64,AAAA'
  const look: Message = {
    role: 'user',
    parts: [
      { type: 'text', text: 'Look' },
      { type: 'file', mediaType: 'image/png', uri },
    ],
  }
  expect(row([look, 'A bee.'])).toMatchObject({
    messages: [
      {
        content: [
          { type: 'text', text: 'Look' },
          { type: 'image_url', image_url: { url: uri } },
        ],
      },
      {},
    ],
  })
})

const asks = (part: Part): Saying[] => [{ role: 'user', parts: [{ type: 'text', text: 'Look' }, part] }, 'A bee.']

test.for<[string, readonly Saying[]]>([
  ['nothing_to_train', ['Hi']],
  ['empty_message', ['Hi', ' ']],
  ['empty_message', [{ role: 'user', parts: [] }, textMessage('assistant', 'Yes?')]],
  ['missing_file', asks({ type: 'file', mediaType: 'image/png', sha256: 'ab' })],
  ['missing_file', asks({ type: 'file', mediaType: 'image/png', uri: '[URL]' })],
  ['unsupported_file', asks({ type: 'file', mediaType: 'application/pdf', uri: 'https://example.com/a.pdf' })],
  ['unknown_part', asks({ type: 'other', kind: 'audio', value: 'x' })],
  [
    'invalid_tool_arguments',
    [
      'Sun?',
      { role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'f', arguments: {}, argumentsRaw: '{"a' }] },
    ],
  ],
  [
    'provider_tool',
    [
      'Sun?',
      { role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'f', arguments: {}, providerExecuted: true }] },
    ],
  ],
])('%s is refused', ([code, sayings]) => {
  expect(chatml().rows(exampleOf(sayings))).toEqual({ rows: [], refused: [code] })
})
