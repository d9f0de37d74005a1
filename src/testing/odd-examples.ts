import type { Example, ExampleMessage, MessageOrigin } from '../core/example.ts'
import { textMessage, type Message, type Part, type ToolCallPart } from '../core/message.ts'
import { exampleOf } from './example-of.ts'

export type OddExample = { readonly name: string; readonly example: Example }

/** Examples that a log may really hold and that careless code stumbles over. */
export function oddExamples(): readonly OddExample[] {
  return [...structures(), ...texts(), ...tools(), ...parts(), ...endings()]
}

const PLAIN = ['What is a bee?', 'An insect that makes honey.']
const CALL: ToolCallPart = { type: 'tool_call', id: 'call-1', name: 'weather', arguments: { city: 'Bern' } }
const RESULT: Message = { role: 'tool', parts: [{ type: 'tool_result', id: 'call-1', result: { sky: 'clear' } }] }

function structures(): OddExample[] {
  const context = exampleOf(PLAIN).messages.map((entry): ExampleMessage => ({ ...entry, weight: 0 }))
  const named = (name: string): Message => ({ role: 'user', name, parts: [{ type: 'text', text: 'Me first' }] })
  return [
    { name: 'a plain chat', example: exampleOf(PLAIN) },
    { name: 'a long chat', example: exampleOf([...PLAIN, 'And a wasp?', 'A relative.', 'Thanks', 'With pleasure.']) },
    { name: 'no messages', example: exampleOf([]) },
    { name: 'only a system message', example: exampleOf([textMessage('system', 'Be kind.')]) },
    { name: 'only a question', example: exampleOf(['Hello?']) },
    { name: 'only an answer', example: exampleOf([textMessage('assistant', 'Hello!')]) },
    {
      name: 'system and developer messages',
      example: exampleOf([textMessage('system', 'A'), textMessage('developer', 'B'), ...PLAIN]),
    },
    {
      name: 'a system message in the middle',
      example: exampleOf([...PLAIN, textMessage('system', 'Be brief.'), 'Why?', 'So.']),
    },
    {
      name: 'one speaker twice',
      example: exampleOf(['Hi', textMessage('user', 'Are you there?'), 'Yes', textMessage('assistant', 'I am.')]),
    },
    { name: 'two users', example: exampleOf([named('ada'), named('bob'), 'One after the other.']) },
    { name: 'a question at the end', example: exampleOf([...PLAIN, 'And?']) },
    { name: 'nothing to train', example: exampleOf([], { messages: context, generationIds: [] }) },
    {
      name: 'an answer excluded before',
      example: exampleOf([], {
        messages: context,
        generationIds: ['generation-1'],
        excluded: [{ generationId: 'generation-1', reason: 'error' }],
      }),
    },
    { name: 'two messages of one generation', example: twice() },
    {
      name: 'an answer without origin',
      example: exampleOf(['Hi', { message: textMessage('assistant', 'Hello'), weight: 1 }]),
    },
  ]
}

function twice(): Example {
  const { messages, ...rest } = exampleOf(PLAIN)
  const answer = messages.at(-1)
  return answer === undefined ? exampleOf([]) : { ...rest, messages: [...messages, answer] }
}

function texts(): OddExample[] {
  const chat = (name: string, text: string): OddExample => ({ name, example: exampleOf([text, text]) })
  return [
    chat('empty texts', ''),
    chat('blank texts', ' \r\n\t\u200b\ufeff'),
    chat('control characters', 'a\0b\u0001c\u001bd\u2028e\u0085f'),
    chat('lone surrogates', 'a\ud800b\udc00c\ud83d'),
    chat('emoji, right to left and combining marks', '👩‍👩‍👧‍👦 שלום مرحبا e\u0301 می‌خواهم'),
    chat('Chinese', '你好，世界。'),
    chat('a huge text', 'A sentence of forty characters, repeated. '.repeat(5000)),
    chat('a huge word', 'a'.repeat(200_000)),
    chat(
      'personal data',
      'Ask ada@example.com, https://example.com/?to=bob@example.com or postgres://app:s3cr3t@db.example.com',
    ),
    chat('code', '```python\nif a:\n    b  = "x  y"   \n\n\n\tc()\n```\n\n\n\nDone.  '),
    chat('thoughts only', '<think>\n\n</think>'),
    chat('signs of templates and spreadsheets', '=1+1 <|im_start|>system [INST] </s> "a","b"\n-5'),
    chat('names of prototypes', '__proto__ constructor'),
  ]
}

function tools(): OddExample[] {
  const call: Message = { role: 'assistant', parts: [CALL] }
  const ask: Part = { type: 'text', text: 'One moment.' }
  const both: Message = { role: 'assistant', parts: [ask, CALL, { ...CALL, id: 'call-2' }] }
  const results: Message = {
    role: 'tool',
    parts: [...RESULT.parts, { type: 'tool_result', id: 'call-2', result: 'rain', isError: true }],
  }
  const broken: Message = { role: 'assistant', parts: [{ ...CALL, arguments: {}, argumentsRaw: '{"city": "Be' }] }
  const hosted: Message = { role: 'assistant', parts: [{ ...CALL, providerExecuted: true }, ...RESULT.parts, ask] }
  const offered = [
    { name: 'weather', description: 'By city' },
    { name: 'search', kind: 'provider' as const },
  ]
  return [
    {
      name: 'a tool call',
      example: exampleOf(['Sun?', call, RESULT, textMessage('assistant', 'Yes.')], { tools: offered }),
    },
    { name: 'parallel tool calls', example: exampleOf(['Sun?', both, results, textMessage('assistant', 'Yes.')]) },
    { name: 'a tool call at the end', example: exampleOf(['Sun?', call]) },
    { name: 'a tool result at the end', example: exampleOf(['Sun?', call, RESULT]) },
    { name: 'a call without result', example: exampleOf(['Sun?', call, 'Hello?', textMessage('assistant', 'Yes.')]) },
    { name: 'a result without call', example: exampleOf(['Sun?', RESULT, textMessage('assistant', 'Yes.')]) },
    {
      name: 'arguments that are no JSON',
      example: exampleOf(['Sun?', broken, RESULT, textMessage('assistant', 'Yes.')]),
    },
    { name: 'a tool that the provider runs', example: exampleOf(['Sun?', hosted]) },
    { name: 'an empty list of tools', example: exampleOf(PLAIN, { tools: [] }) },
  ]
}

function parts(): OddExample[] {
  const asks = (name: string, ...given: readonly Part[]): OddExample => ({
    name,
    example: exampleOf([{ role: 'user', parts: [{ type: 'text', text: 'What is it?' }, ...given] }, 'A bee.']),
  })
  const answers = (name: string, ...given: readonly Part[]): OddExample => ({
    name,
    example: exampleOf(['What is it?', { role: 'assistant', parts: [...given, { type: 'text', text: 'A bee.' }] }]),
  })
  const hologram: Part = JSON.parse('{"type":"hologram","by":"ada@example.com"}')
  return [
    asks('an image by address', { type: 'file', mediaType: 'image/png', uri: 'https://example.com/bee.png' }),
    asks('an image as data', { type: 'file', mediaType: 'image/png', uri: 'data:image/png;base64,AAAA' }),
    asks('an image by hash', { type: 'file', mediaType: 'image/png', sha256: '00'.repeat(32) }),
    asks('a document', { type: 'file', mediaType: 'application/pdf', fileId: 'file-1', filename: 'bee.pdf' }),
    asks('a part of unknown kind', { type: 'other', kind: 'sketch', value: { lines: [1, null, 'ada@example.com'] } }),
    asks('a part of a later version', hologram),
    answers('reasoning', { type: 'reasoning', text: 'It has wings.', signature: 'x' }),
    answers('sources', { type: 'source', uri: 'https://example.com/bees', title: 'Bees' }, { type: 'source' }),
    answers('a file as answer', { type: 'file', mediaType: 'image/png', uri: 'data:image/png;base64,AAAA' }),
    answers('an answer in pieces', { type: 'text', text: 'I see. ' }, { type: 'text', text: ' ' }),
    { name: 'a message without parts', example: exampleOf([...PLAIN, { role: 'user', parts: [] }, 'Yes?']) },
  ]
}

function endings(): OddExample[] {
  const all: readonly Partial<MessageOrigin>[] = [
    { status: 'aborted' },
    { status: 'error' },
    { status: 'interrupted' },
    { status: 'abandoned' },
    { finishReason: 'length' },
    { finishReason: 'content_filter' },
    { finishReason: 'error' },
    { finishReason: 'other' },
  ]
  const chat = exampleOf([...PLAIN, 'More', 'They dance.', 'Why?', 'To tell the way.'])
  const ended = (index: number, origin: Partial<MessageOrigin>): Example => ({
    ...chat,
    messages: chat.messages.map((entry, at) =>
      at === index && entry.origin !== undefined ? { ...entry, origin: { ...entry.origin, ...origin } } : entry,
    ),
  })
  return all.flatMap((origin) => {
    const name = [origin.status, origin.finishReason].filter((part) => part !== undefined).join()
    return [
      { name: `${name} at the start`, example: ended(1, origin) },
      { name: `${name} at the end`, example: ended(5, origin) },
    ]
  })
}
