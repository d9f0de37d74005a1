import { describe, expect, test } from 'vitest'
import type { Example } from '../../../src/core/example.ts'
import { textOf } from '../../../src/core/message.ts'
import { redactPersonalData, type RedactPersonalDataOptions } from '../../../src/pipeline/steps/index.ts'
import type { Detector, PiiDetector } from '../../../src/redaction/index.ts'
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

test('the address that a user is known by is masked wherever it stands', async () => {
  const example = exampleOf(['I am ADA@corp, no: ada@corp.test', 'Noted'], { userId: 'ada@corp.test' })
  const { kept } = await runStep(redactPersonalData({ preset: 'secrets' }), [example])
  expect(kept[0]?.messages[0]?.message.parts).toEqual([{ type: 'text', text: 'I am ADA@corp, no: [EMAIL]' }])
  expect(kept[0]).toMatchObject({ userId: '[EMAIL]', redactions: { known: 2 } })
})

test('names come from the app, example by example', async () => {
  const known = (example: Example) => [{ value: example.userId === 'u-1' ? 'Ada' : 'Bob', tag: 'USER' }]
  const { kept } = await runStep(redactPersonalData({ known }), [
    exampleOf(['I am Ada, not Bob', 'Hi Ada'], { userId: 'u-1' }),
    exampleOf(['I am Bob', 'Hi, Bob!'], { userId: 'u-2' }),
  ])
  expect(kept.map((example) => example.messages.map(({ message }) => textOf(message)))).toEqual([
    ['I am [USER], not Bob', 'Hi [USER]'],
    ['I am [USER]', 'Hi, [USER]!'],
  ])
})

test('what people said about an answer is masked as the answer is', async () => {
  const [question, answer] = exampleOf(['ada@corp.test', 'Hm']).messages
  if (question === undefined || answer?.origin === undefined) throw new Error('two messages')
  const feedback = { thumb: 'down', comment: 'bob@corp.test said so', correction: 'Hi ada@corp.test' } as const
  const messages = [question, { ...answer, origin: { ...answer.origin, feedback } }]
  const { kept } = await runStep(redactPersonalData(), [exampleOf([], { messages })])
  expect(kept[0]?.messages[1]?.origin?.feedback).toEqual({
    thumb: 'down',
    comment: '[EMAIL_2] said so',
    correction: 'Hi [EMAIL]',
  })
})

const names: PiiDetector = {
  name: 'names',
  tag: 'PERSON',
  detect: async (text) => {
    const start = text.indexOf('Ada')
    return await Promise.resolve(start === -1 ? [] : [{ start, end: start + 3 }])
  },
}

describe('with a detector that takes its time', () => {
  testStep(
    redactPersonalData({ detectors: [names], mode: 'surrogate', secret: 'another long random text', known: ['Bob'] }),
    {
      describe,
      test,
    },
  )

  const example = exampleOf([
    'I am Ada, ada@corp.test',
    {
      role: 'assistant',
      parts: [{ type: 'tool_call', id: 'c', name: 'f', arguments: { to: 'Ada', raw: '{"x":"Ada"}' } }],
    },
  ])

  test('it is asked besides the preset, and finds in tool JSON too', async () => {
    const { kept } = await runStep(redactPersonalData({ detectors: [names] }), [example])
    const call = { arguments: { to: '[PERSON]', raw: '{"x":"[PERSON]"}' } }
    expect(kept[0]?.messages.map(({ message }) => message.parts)).toMatchObject([
      [{ text: 'I am [PERSON], [EMAIL]' }],
      [call],
    ])
    expect(kept[0]?.redactions).toEqual({ names: 3, email: 1 })
  })

  test('one that answers at once comes besides the preset too, unless that is none', async () => {
    const numbers: Detector = {
      name: 'customer-number',
      tag: 'CUSTOMER',
      version: 1,
      find: (text) => Array.from(text.matchAll(/C-\d{4}/g), ({ index }) => ({ start: index, end: index + 6 })),
    }
    const said = async (options: RedactPersonalDataOptions): Promise<string | undefined> => {
      const { kept } = await runStep(redactPersonalData(options), [exampleOf(['I am C-1234, ada@corp.test', 'Hello.'])])
      return kept[0]?.messages.map(({ message }) => textOf(message))[0]
    }
    expect(await said({ detectors: [numbers] })).toBe('I am [CUSTOMER], [EMAIL]')
    expect(await said({ detectors: [] })).toBe('I am C-1234, [EMAIL]')
    expect(await said({ preset: 'none', detectors: [numbers] })).toBe('I am [CUSTOMER], ada@corp.test')
  })

  const failing: PiiDetector = { ...names, detect: () => Promise.reject(new Error('down')) }

  test('one that fails fails the example, unless a flag will do', async () => {
    await expect(runStep(redactPersonalData({ detectors: [failing] }), [example])).rejects.toThrow('down')
    const { kept } = await runStep(redactPersonalData({ detectors: [failing], onDetectorError: 'flag' }), [example])
    expect(kept[0]).toMatchObject({ flags: ['detector_failed'], redactions: { email: 1 } })
  })
})
