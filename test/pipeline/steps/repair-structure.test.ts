import { describe, expect, test } from 'vitest'
import type { Example, ExampleMessage } from '../../../src/core/example.ts'
import { textMessage, textOf, type Message } from '../../../src/core/message.ts'
import { repairStructure } from '../../../src/pipeline/steps/index.ts'
import { exampleOf, runStep, testStep, type Saying } from '../../../src/testing/index.ts'

testStep(repairStructure(), { describe, test })

const [user, assistant, system] = (['user', 'assistant', 'system'] as const).map(
  (role) => (text: string) => textMessage(role, text),
) as [(text: string) => Message, (text: string) => Message, (text: string) => Message]
const call = (...ids: string[]): Message => ({
  role: 'assistant',
  parts: ids.map((id) => ({ type: 'tool_call', id, name: 'look', arguments: {} })),
})
const result = (...ids: string[]): Message => ({
  role: 'tool',
  parts: ids.map((id) => ({ type: 'tool_result', id, result: 'seen' })),
})
const context = (text: string): ExampleMessage => ({ message: assistant(text), weight: 0 })

const problem = (code: string): string => `bad_structure: {"problem":"${code}"}`

async function repair(...sayings: readonly Saying[]): Promise<{ said: string[]; example: Example } | string> {
  const { kept, dropped } = await runStep(repairStructure(), [exampleOf(sayings)])
  const [example] = kept
  if (example === undefined) return dropped.map(({ reason, detail }) => `${reason}: ${JSON.stringify(detail)}`).join()
  return { example, said: example.messages.map(({ message }) => `${message.role}: ${textOf(message)}`) }
}

test('a sound conversation comes back as the same example', async () => {
  for (const sayings of [
    ['Hi', 'Hello'],
    [system('Be kind.'), 'Hi', 'Hello', 'Sun?', call('a', 'b'), result('a'), result('b'), assistant('Yes.')],
    ['Sun?', call('a')],
    ['Sun?', call('a'), result('a'), 'Never mind', assistant('Fine.')],
  ]) {
    const example = exampleOf(sayings)
    expect((await runStep(repairStructure(), [example])).kept[0]).toBe(example)
  }
})

test('what follows the last answer is cut off', async () => {
  expect(await repair('Hi', 'Hello', 'And?')).toMatchObject({ said: ['user: Hi', 'assistant: Hello'] })
  expect(await repair('Hi', 'Hello', 'Sun?', call('a'), result('a'))).toMatchObject({
    said: ['user: Hi', 'assistant: Hello', 'user: Sun?', 'assistant: '],
  })
  expect(await repair('Hi', 'Hello', 'And?', context('Hm'))).toMatchObject({ said: ['user: Hi', 'assistant: Hello'] })
})

test('a greeting before the first question is cut off, and accounted for', async () => {
  const repaired = await repair(system('Be kind.'), assistant('Welcome!'), user('Hi'), 'Hello')
  expect(repaired).toMatchObject({
    said: ['system: Be kind.', 'user: Hi', 'assistant: Hello'],
    example: { excluded: [{ generationId: 'generation-1', reason: 'bad_structure' }] },
  })
})

test('neighbours of one role become one', async () => {
  expect(await repair(user('Hi'), user('Is it open?'), assistant('Yes'))).toMatchObject({
    said: ['user: Hi\n\nIs it open?', 'assistant: Yes'],
  })
  expect(await repair(system('A'), { ...system('B'), role: 'developer' }, user('Hi'), 'Yes')).toMatchObject({
    said: ['system: A\n\nB', 'user: Hi', 'assistant: Yes'],
  })
  expect(await repair('Hi', context('One'), context('Two'), user('So?'), 'Three')).toMatchObject({
    said: ['user: Hi', 'assistant: One\n\nTwo', 'user: So?', 'assistant: Three'],
  })
})

test('pieces of one generation become one answer, with its call', async () => {
  const [, answer] = exampleOf(['Sun?', 'One moment.']).messages
  const piece: ExampleMessage = { ...(answer ?? context('')), message: call('a') }
  const repaired = await repair('Sun?', answer ?? '', piece, result('a'), {
    ...(answer ?? context('')),
    message: assistant('Yes.'),
  })
  expect(repaired).toMatchObject({ said: ['user: Sun?', 'assistant: One moment.', 'tool: ', 'assistant: Yes.'] })
})

test('two answers of two generations cannot become one, nor context and answer, nor two users', async () => {
  expect(await repair('Hi', 'Hello', assistant('Again'))).toBe(problem('same_role_twice'))
  expect(await repair('Hi', context('Hel'), assistant('Hello'))).toBe(problem('same_role_twice'))
  expect(await repair({ ...user('Hi'), name: 'ada' }, { ...user('Hi'), name: 'bob' }, assistant('Hello'))).toBe(
    problem('same_role_twice'),
  )
})

test('a message that says nothing is removed', async () => {
  expect(await repair('Hi', context('<think>\n</think>'), user('Hello?'), assistant('Yes'))).toMatchObject({
    said: ['user: Hi\n\nHello?', 'assistant: Yes'],
  })
})

test('a system message that is repeated further down is removed, another one is a fault', async () => {
  expect(await repair(system('Be kind.'), 'Hi', 'Hello', system('Be kind.'), user('And?'), 'Fine')).toMatchObject({
    said: ['system: Be kind.', 'user: Hi', 'assistant: Hello', 'user: And?', 'assistant: Fine'],
  })
  expect(await repair('Hi', 'Hello', system('Be brief.'), user('And?'), 'Fine')).toBe(problem('system_in_middle'))
})

test.for<[string, readonly Saying[]]>([
  ['no_answer', ['Hi']],
  ['no_answer', []],
  ['no_user', [system('Be kind.'), assistant('Hello')]],
  ['call_without_result', ['Sun?', call('a', 'b'), result('a'), assistant('Yes')]],
  ['call_without_result', ['Sun?', call('a'), 'Hello?', assistant('Yes')]],
  ['result_without_call', ['Sun?', result('a'), assistant('Yes')]],
  ['result_without_call', ['Sun?', call('a'), result('a', 'a'), assistant('Yes')]],
])('%s is beyond repair', async ([code, sayings]) => {
  expect(await repair(...sayings)).toBe(problem(code))
})

test('a tool that the provider runs needs no result', async () => {
  const hosted: Message = {
    role: 'assistant',
    parts: [
      { type: 'tool_call', id: 'a', name: 'search', arguments: {}, providerExecuted: true },
      { type: 'tool_result', id: 'a', result: 'x' },
      { type: 'text', text: 'Found.' },
    ],
  }
  expect(await repair('Find', hosted)).toMatchObject({ said: ['user: Find', 'assistant: Found.'] })
})
