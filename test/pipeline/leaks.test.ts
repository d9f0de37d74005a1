import { expect, test } from 'vitest'
import type { Message } from '../../src/core/message.ts'
import { keep, type Step } from '../../src/core/step.ts'
import { textOf } from '../../src/core/message.ts'
import { buildDataset, formatNames } from '../../src/datasets.ts'
import { filesIn, temporaryFolder } from './support/building.ts'
import { assistant, generation, user, type GenerationParts } from './support/generations.ts'

const ADDRESS = 'ada@example.com'

/** Everything that a build of one call leaves behind, in all formats. */
async function textOfBuild(parts: GenerationParts, steps?: readonly Step[]): Promise<string> {
  const to = temporaryFolder()
  const call = generation({
    conversationId: 'c',
    request: [user('Tell me something please')],
    answer: [assistant('Here is a long answer')],
    ...parts,
  })
  const options = { from: [call], to, formats: formatNames, split: {}, allowEmpty: true }
  await buildDataset({ ...options, ...(steps === undefined ? {} : { steps }) })
  return Object.values(await filesIn(to)).join('\n')
}

const toolCall = (input: { readonly [key: string]: boolean }): Message => ({
  role: 'assistant',
  parts: [{ type: 'tool_call', id: 'x', name: 'f', arguments: { input } }],
})

/** An address whose two halves stand in text parts with something else between them. */
const splitBy = (between: Message['parts'][number]): Message => ({
  role: 'assistant',
  parts: [{ type: 'text', text: 'Write to ada@' }, between, { type: 'text', text: 'example.com now' }],
})

test.for<[string, GenerationParts]>([
  ['a user id', { userId: ADDRESS }],
  ['a session id', { sessionId: ADDRESS }],
  ['a conversation id', { conversationId: `chat-${ADDRESS}` }],
  ['text that begins like a data URI', { request: [user(`data:name,email\nAda,${ADDRESS}\nWho is this?`)] }],
  ['the definitions of a tool', { tools: [{ name: 't', parameters: { $defs: { A: { description: ADDRESS } } } }] }],
  ['text split by a source', { answer: [splitBy({ type: 'source', uri: 'x' })] }],
  ['text split by reasoning', { answer: [splitBy({ type: 'reasoning', text: 'x' })] }],
  ['a key of tool arguments', { answer: [toolCall({ [ADDRESS]: true })] }],
  [
    'the name of a tool result',
    {
      request: [
        user('Tell me abc'),
        toolCall({}),
        { role: 'tool', parts: [{ type: 'tool_result', id: 'x', name: ADDRESS, result: 'r' }] },
      ],
    },
  ],
])('an address in %s reaches no file', async ([, parts]) => {
  expect(await textOfBuild(parts)).not.toContain(ADDRESS)
})

test('what a failing step quotes of the chat reaches no report', async () => {
  const parse: Step = {
    name: 'parse',
    version: 1,
    apply(example) {
      JSON.parse(example.messages.map(({ message }) => textOf(message)).join(' '))
      return keep(example)
    },
  }
  expect(await textOfBuild({ request: [user(`${ADDRESS} is me`)] }, [parse])).not.toContain('ada@')
})
