import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { textMessage, textOf } from '../../../src/core/message.ts'
import { checkTemplateLeak, type CheckTemplateLeakOptions } from '../../../src/pipeline/steps/check-template-leak.ts'
import { exampleOf, runStep, testStep, type Saying } from '../../../src/testing/index.ts'
import { sharedChats } from '../support/shared-data.ts'

testStep(checkTemplateLeak(), { describe, test })
testStep(checkTemplateLeak({ action: 'flag', allow: ['</s>'] }), { describe, test })
testStep(checkTemplateLeak({ action: 'trim' }), { describe, test })

const run = (sayings: readonly Saying[], options?: CheckTemplateLeakOptions) =>
  runStep(checkTemplateLeak(options), [exampleOf(sayings)])
const isKept = async (answer: string, question = 'What is a bee?'): Promise<boolean> =>
  (await run([question, answer])).kept.length === 1

test.for([
  'An insect.<|im_end|>',
  '<|im_start|>assistant\nAn insect.',
  'An insect.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nThanks',
  'An insect.<|endoftext|>Human: Thanks',
  'An insect. [/INST] Yes',
  'An insect.<end_of_turn>\n<start_of_turn>user\nThanks',
  'An insect.</s>',
  'An insect.<eos>',
  '<|assistant|> An insect.',
  '<|channel|>final<|message|>An insect.<|return|>',
  '<|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>An insect.',
  'An insect.<｜end▁of▁sentence｜>',
  'An insect.\n\n### Instruction:\nWhat is a wasp?\n\n### Response:\nAnother.',
  '<<SYS>>\nBe kind.\n<</SYS>> An insect.',
])('%j is given up', async (answer) => {
  expect((await run(['What is a bee?', answer])).dropped).toEqual([{ id: 'example-1', reason: 'template_leak' }])
})

test.for([
  ['a span of code', 'ChatML ends a turn with `<|im_end|>`, and ``</s>`` is older.'],
  ['a block of code', 'It looks so:\n```\n<|im_start|>user\nHi<|im_end|>\n```\nDone.'],
  ['a block of code in a list', '1. So:\n   ```text\n   [INST] Hi [/INST]\n   ```'],
  ['words that are struck out', 'It costs <s>10</s> 8 Euro.'],
  ['headings of a document', '### Request:\nGET /\n### Response:\n200\n### Errors\nNone'],
  ['formulas', 'The mean of the modulus is <|x|>, and <|M|> is the magnetisation.'],
  ['an answer without tokens', 'A < B | C > D [1] # no heading'],
])('%s stays', async ([, answer = '']) => {
  expect(await isKept(answer)).toBe(true)
})

test('a span of code ends with its line', async () => {
  expect(await isKept('The ` is a backtick.\nAn insect.<|im_end|>')).toBe(false)
  expect(await isKept('It is `<|im_end|>\nAn insect.<|eot_id|>')).toBe(false)
  expect(await isKept('`a` and `b`<|im_end|>')).toBe(false)
})

test('tokens that the user, the system prompt or a tool wrote may be spoken of', async () => {
  const answer = 'The token <|im_end|> ends a turn.'
  expect(await isKept(answer, 'What does <|im_end|> mean?')).toBe(true)
  expect(await isKept(answer, 'What does <|eot_id|> mean?')).toBe(false)
  expect((await run([textMessage('system', 'Explain <|im_end|>.'), 'Hi', answer])).kept).toHaveLength(1)
  const call: Saying = { role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'read', arguments: {} }] }
  const result: Saying = { role: 'tool', parts: [{ type: 'tool_result', id: 'c', result: { page: '<|im_end|>' } }] }
  expect((await run(['Hi', call, result, textMessage('assistant', answer)])).kept[0]?.excluded).toEqual([])
})

test('tokens of the list `allow` are meant', async () => {
  const sayings = ['Hi', '<|tool_call_start|>[look()]<|tool_call_end|>']
  expect((await run(sayings)).kept).toHaveLength(0)
  expect((await run(sayings, { allow: ['<|tool_call_start|>', '<|tool_call_end|>'] })).kept).toHaveLength(1)
})

test('an answer in the middle stays as context, and thoughts do not count', async () => {
  const { kept } = await run(['Hi', 'Hello<|im_end|>', 'And?', '<think><|im_end|></think>So.'])
  expect(kept[0]?.messages.map(({ weight }) => weight)).toEqual([0, 0, 0, 1])
  expect(kept[0]?.excluded).toEqual([{ generationId: 'generation-1', reason: 'template_leak' }])
})

test.for([
  ['An insect.<|im_end|>', 'An insect.'],
  ['An insect. <|im_end|>\n<|im_start|>user\n', 'An insect.'],
  ['An insect.\n</s> ', 'An insect.'],
  ['Use `<|im_end|>`.<|im_end|>', 'Use `<|im_end|>`.'],
])('`trim` makes %j an answer', async ([answer = '', expected]) => {
  const { kept } = await run(['What is a bee?', answer], { action: 'trim' })
  expect(kept[0]?.messages.map(({ message }) => textOf(message))).toEqual(['What is a bee?', expected])
  expect(kept[0]?.flags).toEqual(['template_leak_trimmed'])
})

test('`trim` gives up what holds tokens elsewhere, or nothing else', async () => {
  const trim = { action: 'trim' } as const
  const dropped = [{ id: 'example-1', reason: 'template_leak' }]
  expect((await run(['Hi', 'Hello.<|im_end|>\n<|im_start|>user\nWhat now?'], trim)).dropped).toEqual(dropped)
  expect((await run(['Hi', '<|im_end|>'], trim)).dropped).toEqual(dropped)
})

test('`trim` cuts the last of several texts and leaves the other parts', async () => {
  const call = { type: 'tool_call', id: 'c', name: 'look', arguments: {} } as const
  const answer: Saying = {
    role: 'assistant',
    parts: [{ type: 'text', text: 'One moment.<|im' }, { type: 'text', text: '_end|>' }, call],
  }
  const { kept } = await run(['Hi', answer], { action: 'trim' })
  expect(kept[0]?.messages[1]?.message.parts).toEqual([{ type: 'text', text: 'One moment.' }, call])
})

test('within a block of code nothing is a token, whatever the code', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('<|im_end|>', '</s>', '`', '\n', 'x ', '[INST]', '~~~')),
      async (pieces) => {
        expect(await isKept(`So:\n\`\`\`\n${pieces.join('').replaceAll('```', '')}\n\`\`\`\nDone.`)).toBe(true)
      },
    ),
    { numRuns: 100 },
  )
})

test.skipIf(sharedChats('arena-hard') === undefined)('good answers stay', async () => {
  const examples = (sharedChats('arena-hard') ?? []).map(({ id, messages }) => exampleOf(messages, { id }))
  expect((await runStep(checkTemplateLeak(), examples)).dropped).toEqual([])
})
