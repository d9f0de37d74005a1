import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkTailLoop } from '../../../src/pipeline/steps/check-tail-loop.ts'
import { exampleOf, runStep, testStep } from '../../../src/testing/index.ts'
import { sharedChats } from '../support/shared-data.ts'

testStep(checkTailLoop(), { describe, test })
testStep(checkTailLoop({ action: 'flag' }), { describe, test })

const loops = async (answer: string, question = 'Tell me more.'): Promise<boolean> =>
  (await runStep(checkTailLoop(), [exampleOf([question, answer])])).dropped.length === 1

test.for([
  ['a sentence', `Bees are insects. ${'They make honey. '.repeat(5)}`],
  ['a word', `It is ${'very '.repeat(20)}`],
  ['a loop that breaks off in the middle', `${'The sun is a star and the moon is none. '.repeat(4)}The sun is a st`],
  ['lines', `Steps:\n${'Open the door and go through it.\n'.repeat(6)}`],
  ['Chinese', `蜜蜂是昆虫。${'它们采蜜。'.repeat(12)}`],
  ['a letter', `Ha${'a'.repeat(60)}`],
  ['a formula', `So $x = ${String.raw`\sqrt{2 + \sqrt{3}} = `.repeat(9)}`],
  ['a block of code that never ends', `\`\`\`js\n${'x = x + 1\n'.repeat(200)}`],
])('the loop of %s is given up', async ([, answer = '']) => {
  expect(await loops(answer)).toBe(true)
})

test.for([
  ['a rule', `Good bye.\n${'-'.repeat(120)}`],
  ['the rule of a table', `| a | b |\n${'|---'.repeat(30)}|`],
  ['rows of a table', `| a | b |\n|---|---|\n${'| yes | no |\n'.repeat(12)}`],
  ['zeros', `10^80 is 1${'0'.repeat(80)}`],
  ['closing brackets', `[${'['.repeat(60)}${']'.repeat(61)}`],
  ['equal lines of a block of code', `\`\`\`\n${'spam spam spam\n'.repeat(10)}\`\`\``],
  ['a refrain that comes twice', `La la.\n${'Row, row, row your boat, gently down the stream.\n'.repeat(2)}`],
  ['a loop in the middle', `${'Bees make honey. '.repeat(9)}And so on: there is much to be said about bees.`],
  ['a short text', 'ha ha ha ha'],
])('%s stays', async ([, answer = '']) => {
  expect(await loops(answer)).toBe(false)
})

test('who asks for a number of the same gets it', async () => {
  const answer = 'I love you. '.repeat(30)
  expect(await loops(answer, 'Write "I love you." 30 times')).toBe(false)
  expect(await loops(answer, 'Do you love me?')).toBe(true)
})

test('thoughts may loop', async () => {
  const text = `<think>${'Wait, but no. '.repeat(20)}</think>Four.`
  expect(await loops(text)).toBe(false)
})

test('as a flag it keeps the answer', async () => {
  const example = exampleOf(['Bees?', 'They make honey. '.repeat(9)])
  const { kept } = await runStep(checkTailLoop({ action: 'flag' }), [example])
  expect(kept).toEqual([{ ...example, flags: ['tail_loop'] }])
})

test('any piece of 1 to 180 characters with a letter, said often enough, is a loop, whatever stands before it', () => {
  const piece = fc.string({ minLength: 1, maxLength: 180 }).map((text) => `${text.slice(0, 179)}x`)
  fc.assert(
    fc.property(fc.string(), piece, (before, text) => {
      const answer = `${before}\n\n${text.replaceAll(/[|`~\n]/g, '.').repeat(3 + Math.ceil(1100 / text.length))}`
      const result = checkTailLoop()
      if (!('apply' in result)) throw new Error('the step looks at one example at a time')
      expect(result.apply(exampleOf(['Hi', answer]))).toMatchObject({ kind: 'drop', reason: 'tail_loop' })
    }),
    { numRuns: 150 },
  )
})

test.skipIf(sharedChats('arena-hard') === undefined)('of good answers at most one of a thousand', async () => {
  const examples = (sharedChats('arena-hard') ?? []).map(({ id, messages }) => exampleOf(messages, { id }))
  expect((await runStep(checkTailLoop(), examples)).dropped.length).toBeLessThanOrEqual(examples.length / 1000)
})
