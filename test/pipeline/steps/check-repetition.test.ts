import { describe, expect, test } from 'vitest'
import { checkRepetition } from '../../../src/pipeline/steps/check-repetition.ts'
import { exampleOf, runStep, testStep } from '../../../src/testing/index.ts'
import { sharedChats } from '../support/shared-data.ts'

testStep(checkRepetition(), { describe, test })
testStep(checkRepetition({ action: 'drop' }), { describe, test })

const flagsOf = async (answer: string): Promise<readonly string[] | undefined> =>
  (await runStep(checkRepetition(), [exampleOf(['Tell me more.', answer])])).kept[0]?.flags

test.for([
  ['a sentence', `Yes! ${'It is a good day. '.repeat(4)}Good bye.`],
  ['a line', `${'This line comes again\n'.repeat(4)}The end.`],
  ['lines with blank ones between them', `${'This line comes again\n\n'.repeat(4)}The end.`],
  ['a group of sentences', `${'I went to the shop. Nobody was there. '.repeat(4)}The end.`],
  ['Chinese sentences', `${'今天天气很好。'.repeat(4)}再见。`],
  ['a list', Array.from({ length: 12 }, (_, index) => `${index + 1}. Drink more water.`).join('\n')],
])('%s on end is flagged', async ([, answer = '']) => {
  expect(await flagsOf(answer)).toEqual(['repetition'])
})

test.for([
  ['three times', `${'It is a good day. '.repeat(3)}Good bye.`],
  [
    'a refrain between verses',
    ['One and two and three.', 'Four and five and six.', 'Seven, eight and nine.', 'Ten.'].join(
      '\nWe are going home tonight.\n',
    ),
  ],
  ['short phrases', `${'Ha ha ha! '.repeat(9)}${'No. '.repeat(9)}`],
  ['a block of code', `Here:\n\`\`\`\n${'print("hello again")\n'.repeat(9)}\`\`\`\nDone.`],
  ['a block that is not closed', `Here:\n~~~\n${'print the line again\n'.repeat(9)}`],
  ['code without a fence', 'console.log(items[0].name);\n'.repeat(9)],
  ['a table', `| a | b |\n|---|---|\n${'| the same again | yes |\n'.repeat(9)}`],
  ['a list', '- Drink more water.\n'.repeat(11)],
  ['rules and blanks', `${'_'.repeat(30)}\n`.repeat(9)],
])('%s is no repetition', async ([, answer = '']) => {
  expect(await flagsOf(answer)).toEqual([])
})

test('what blocks of code and tables part is not on end', async () => {
  const line = 'Run this command in a shell:\n'
  expect(await flagsOf(`${line}\`\`\`\na\n\`\`\`\n`.repeat(9))).toEqual([])
  expect(await flagsOf(`${line}| a | b |\n|---|---|\n`.repeat(9))).toEqual([])
  expect(await flagsOf(line.repeat(9))).toEqual(['repetition'])
})

test('dropped when asked, and thoughts do not count', async () => {
  const text = 'It is a good day. '.repeat(9)
  const thinking = exampleOf([
    'Hi',
    {
      role: 'assistant',
      parts: [
        { type: 'reasoning', text },
        { type: 'text', text: `<think>${text}</think>Hello!` },
      ],
    },
  ])
  const { kept, dropped } = await runStep(checkRepetition({ action: 'drop' }), [exampleOf(['Hi', text]), thinking])
  expect(dropped).toEqual([{ id: 'example-1', reason: 'repetition' }])
  expect(kept).toEqual([thinking])
})

test.skipIf(sharedChats('arena-hard') === undefined)('of good answers at most one of a thousand', async () => {
  const examples = (sharedChats('arena-hard') ?? []).map(({ id, messages }) => exampleOf(messages, { id }))
  const { dropped } = await runStep(checkRepetition({ action: 'drop' }), examples)
  expect(dropped.length).toBeLessThanOrEqual(examples.length / 1000)
})
