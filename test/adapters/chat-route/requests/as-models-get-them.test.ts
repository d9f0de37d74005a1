import { convertToModelMessages, type ModelMessage, type UIMessage } from 'ai'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readRequest } from '../../../../src/adapters/chat-route/requests/index.ts'
import type { Message, Part } from '../../../../src/core/message.ts'

// What is said in a message, in a form that both sides can be brought to: what models do not get is left out.
type Said = readonly [role: string, ...items: readonly unknown[]]

const words = fc.string({ maxLength: 8 })
const name = fc.constantFrom('weather', 'get_order')
const input = fc.record({ city: words })
const errorText = words.filter((text) => text !== '')
const output = fc.oneof(words, fc.record({ degrees: fc.integer() }), fc.constant(null), fc.boolean())
const approval = fc.record({ id: fc.constant('a1'), approved: fc.boolean() })
const stage = fc.oneof(
  fc.record({ state: fc.constant('input-streaming'), input }),
  fc.record({ state: fc.constant('input-available'), input }),
  fc.record({ state: fc.constant('approval-requested'), input, approval: fc.constant({ id: 'a1' }) }),
  fc.record({ state: fc.constant('approval-responded'), input, approval }),
  fc.record({ state: fc.constant('output-available'), input, output }),
  fc.record({ state: fc.constant('output-available'), input, output, preliminary: fc.constant(true) }),
  fc.record({ state: fc.constant('output-error'), input, errorText }),
  fc.record({ state: fc.constant('output-denied'), input, approval: fc.constant({ id: 'a1', approved: false }) }),
)
const toolPart = fc
  .tuple(name, fc.uuid(), stage, fc.boolean(), fc.boolean())
  .map(([toolName, toolCallId, rest, isDynamic, providerExecuted]) => ({
    ...(isDynamic ? { type: 'dynamic-tool', toolName } : { type: `tool-${toolName}` }),
    toolCallId,
    ...(providerExecuted ? { providerExecuted } : {}),
    ...rest,
  }))
const url = 'https://shop.example/a.png'
const text = fc.record({ type: fc.constant('text'), text: words })
const file = fc.constant({ type: 'file', mediaType: 'image/png', url })
const data = fc.record({ type: fc.constant('data-chart'), data: fc.jsonValue() })
const answerPart = fc.oneof(
  { weight: 3, arbitrary: text },
  { weight: 3, arbitrary: toolPart },
  { weight: 2, arbitrary: fc.constant({ type: 'step-start' }) },
  fc.record({ type: fc.constant('reasoning'), text: words }),
  file,
  data,
  fc.constant({ type: 'source-url', sourceId: 's1', url }),
  fc.constant({ type: 'reasoning-file', mediaType: 'image/png', url }),
  fc.constant({ type: 'custom', kind: 'shop.note' }),
  fc.record({
    type: fc.constant('steering-message'),
    id: fc.constant('s1'),
    parts: fc.array(fc.oneof(text, file), { minLength: 1, maxLength: 2 }),
  }),
)
const uiMessage = fc.oneof(
  fc.record({ id: fc.uuid(), role: fc.constant('system'), parts: fc.array(text, { maxLength: 2 }) }),
  fc.record({
    id: fc.uuid(),
    role: fc.constant('user'),
    parts: fc.array(fc.oneof(text, file, data), { maxLength: 3 }),
  }),
  fc.record({ id: fc.uuid(), role: fc.constant('assistant'), parts: fc.array(answerPart, { maxLength: 8 }) }),
)
const chat = fc
  .array(uiMessage, { minLength: 1, maxLength: 5 })
  .filter((messages) => messages.some(({ parts }) => parts.length > 0))

test('a chat page says to the model what the AI SDK makes of it', async () => {
  await fc.assert(
    fc.asyncProperty(chat, async (messages) => {
      const asked = readRequest({ id: 'c1', messages, trigger: 'submit-message' })
      const copied = asked?.request().messages ?? []
      const expected = await convertToModelMessages(messages as UIMessage[])
      expect(copied.map(saidInRecord).filter(isSaid)).toEqual(expected.map(saidToModel).filter(isSaid))
      const ids = new Set([...messages.map(({ id }) => id), 's1'])
      for (const { id } of copied) expect(ids).toContain(id)
    }),
    { numRuns: 200 },
  )
})

function isSaid([, ...items]: Said): boolean {
  return items.length > 0
}

function saidInRecord({ role, parts }: Message): Said {
  return [role, ...parts.flatMap(itemOfPart)]
}

function itemOfPart(part: Part): readonly unknown[] {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return [[part.type, part.text]]
    case 'file':
      return [['file', part.mediaType, part.uri]]
    case 'tool_call':
      return [['call', part.id, part.name, part.arguments, part.providerExecuted === true]]
    case 'tool_result':
      return [['result', part.id, part.name, part.result, part.isError === true]]
    default:
      return part.type === 'other' && part.kind === 'custom' ? [['custom']] : []
  }
}

function saidToModel({ role, content }: ModelMessage): Said {
  if (typeof content === 'string') return content === '' ? [role] : [role, ['text', content]]
  return [role, ...content.flatMap(itemForModel)]
}

function itemForModel(part: Exclude<ModelMessage['content'], string>[number]): readonly unknown[] {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return part.text === '' ? [] : [[part.type, part.text]]
    case 'file':
    case 'reasoning-file':
      return [['file', part.mediaType, url]]
    case 'tool-call':
      return [['call', part.toolCallId, part.toolName, part.input, part.providerExecuted === true]]
    case 'tool-result':
      return [['result', part.toolCallId, part.toolName, ...resultForModel(part.output)]]
    case 'custom':
      return [['custom']]
    default:
      return []
  }
}

function resultForModel(given: { readonly type: string; readonly value?: unknown }): readonly unknown[] {
  const isError = given.type.startsWith('error-')
  return [given.type === 'execution-denied' ? given : given.value, isError]
}
