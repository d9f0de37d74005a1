import { describe, expect, test } from 'vitest'
import { redactPersonalData } from '../../../src/pipeline/steps/index.ts'
import { exampleOf, runStep, testStep } from '../../../src/testing/index.ts'

testStep(redactPersonalData(), { describe, test })

test('addresses are numbered through the conversation, its tools and its tool calls, and counted', async () => {
  const example = exampleOf(
    [
      'I am ada@example.com, write to bob@example.com',
      {
        role: 'assistant',
        parts: [
          { type: 'tool_call', id: 'c', name: 'send', arguments: { to: 'BOB@example.com', cc: ['eve@example.com'] } },
        ],
      },
      { role: 'tool', parts: [{ type: 'tool_result', id: 'c', result: '{"sent_to":"bob@example.com"}' }] },
      { role: 'assistant', parts: [{ type: 'text', text: 'Sent, see https://example.com/sent' }] },
    ],
    { tools: [{ name: 'send', description: 'Ask ada@example.com' }], redactions: { email: 1, phone: 2 } },
  )
  const { kept } = await runStep(redactPersonalData(), [example])
  expect(kept[0]).toEqual({
    ...exampleOf([
      'I am [EMAIL], write to [EMAIL_2]',
      {
        role: 'assistant',
        parts: [{ type: 'tool_call', id: 'c', name: 'send', arguments: { to: '[EMAIL_2]', cc: ['[EMAIL_3]'] } }],
      },
      { role: 'tool', parts: [{ type: 'tool_result', id: 'c', result: '{"sent_to":"[EMAIL_2]"}' }] },
      { role: 'assistant', parts: [{ type: 'text', text: 'Sent, see [URL]' }] },
    ]),
    tools: [{ name: 'send', description: 'Ask [EMAIL]' }],
    redactions: { email: 7, phone: 2, url: 1 },
  })
})

test('every conversation begins its numbers anew', async () => {
  const { kept } = await runStep(redactPersonalData(), [
    exampleOf(['ada@example.com', 'Noted']),
    exampleOf(['bob@example.com', 'Noted']),
  ])
  expect(kept[1]).toMatchObject(kept[0] ?? {})
})

test('an example with nothing to mask comes back as the same object', async () => {
  const example = exampleOf(['Hi', 'Hello'], { tools: [{ name: 'now' }] })
  expect((await runStep(redactPersonalData(), [example])).kept[0]).toBe(example)
})

test('running it twice changes and counts nothing more', async () => {
  const once = (await runStep(redactPersonalData(), [exampleOf(['ada@example.com www.example.com', 'Noted'])])).kept
  expect((await runStep(redactPersonalData(), once)).kept[0]).toBe(once[0])
})
