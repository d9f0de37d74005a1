import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Example } from '../../src/core/example.ts'
import { createLeakScan, type LeakScanOptions } from '../../src/pipeline/leak-scan.ts'
import { redactPersonalData } from '../../src/pipeline/steps/redact-personal-data.ts'
import { createRedactor, type RedactorOptions } from '../../src/redaction/index.ts'
import { exampleOf, runStep } from '../../src/testing/index.ts'
import { runs } from '../support/runs.ts'

function leaksIn(examples: readonly Example[], options: LeakScanOptions = {}) {
  const leaks = createLeakScan(createRedactor({ mode: 'numbered' }), options)
  for (const example of examples) leaks.scan(example)
  return leaks.finish()
}

test('what is left is told by detector, example and message, and never itself', () => {
  const found = leaksIn([
    exampleOf(['Fine', 'Yes'], { id: 'clean' }),
    exampleOf(['Hi', 'Write to ada@corp.test or bob@corp.test, at https://corp.test'], { id: 'bad' }),
    exampleOf(['Hi', 'Yes'], { id: 'tool', tools: [{ name: 't', description: 'Ask ada@corp.test' }] }),
  ])
  expect(found.map(({ detector, count }) => [detector, count])).toEqual([
    ['email', 3],
    ['url', 1],
  ])
  expect(found[0]?.places.map(({ exampleId, messageIndex }) => [exampleId, messageIndex])).toEqual([
    ['bad', 1],
    ['tool', undefined],
  ])
  expect(found[0]?.places[0]?.excerpt).toContain('Write to [EMAIL] or [EMAIL_2]')
  expect(JSON.stringify(found)).not.toContain('corp.test')
})

test('tool arguments, results, corrections, ids and an address in two parts are looked at', () => {
  const correction: Example = exampleOf(['Hi', 'Yes'])
  const [question, answer] = correction.messages
  if (question === undefined || answer?.origin === undefined) throw new Error('two messages')
  const feedback = { correction: 'ada@corp.test' }
  const examples = [
    exampleOf([
      'Hi',
      { role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'f', arguments: { phone: 4158675309 } }] },
    ]),
    exampleOf([
      'Hi',
      {
        role: 'assistant',
        parts: [
          { type: 'text', text: 'ada@' },
          { type: 'text', text: 'corp.test' },
        ],
      },
    ]),
    { ...correction, messages: [question, { ...answer, origin: { ...answer.origin, feedback } }] },
    exampleOf(['Hi', 'Yes'], { sessionId: 'ada@corp.test' }),
  ]
  for (const example of examples) expect(leaksIn([example])).toHaveLength(1)
})

test('values that the app knows are looked for', () => {
  const known = (example: Example) => (example.userId === 'u-1' ? ['Ada'] : [])
  const examples = [exampleOf(['I am Ada', 'Hi'], { userId: 'u-1' }), exampleOf(['I am Ada', 'Hi'], { userId: 'u-2' })]
  expect(leaksIn(examples, { known })).toMatchObject([{ detector: 'known', count: 1 }])
})

test('places are few however many there are', () => {
  const examples = Array.from({ length: 50 }, () => exampleOf(['Hi', 'ada@corp.test']))
  const [finding] = leaksIn(examples)
  expect(finding?.count).toBe(50)
  expect(finding?.places).toHaveLength(10)
})

test('after the step nothing is left, in every mode', async () => {
  const pieces = fc.array(
    fc.constantFrom(
      'ada@corp.test',
      'www.a.test',
      '{"phone":4158675309}',
      '(',
      ' ',
      'phone 415-867-5309',
      '8.8.8.8',
      '"',
      '\n',
      'Ada',
    ),
    { maxLength: 8 },
  )
  const modes = fc.constantFrom<RedactorOptions>(
    { mode: 'tag' },
    { mode: 'numbered' },
    { mode: 'surrogate', secret: 'a long and random text' },
  )
  await fc.assert(
    fc.asyncProperty(pieces, modes, async (given, options) => {
      const example = exampleOf([
        given.join(''),
        { role: 'assistant', parts: [{ type: 'text', text: given.join(' ') }] },
      ])
      const { kept } = await runStep(redactPersonalData({ ...options, known: ['Ada'] }), [example])
      const leaks = createLeakScan(createRedactor(options), { known: ['Ada'] })
      for (const masked of kept) leaks.scan(masked)
      expect(leaks.finish()).toEqual([])
    }),
    { numRuns: runs(60, 2_000) },
  )
})

test('instructions that many examples share are found in each that holds something, with the names of each', () => {
  const system = { role: 'system', parts: [{ type: 'text', text: 'Help Ada.' }] } as const
  const leaky = { role: 'system', parts: [{ type: 'text', text: 'Ask ada@corp.test' }] } as const
  const examples = [system, system, leaky, leaky].map((message) => exampleOf([message, 'Hi', 'Yes'], { userId: 'u' }))
  expect(leaksIn(examples)).toMatchObject([{ detector: 'email', count: 2 }])
  let calls = 0
  const known = () => ((calls += 1) > 1 ? ['Ada'] : [])
  expect(leaksIn(examples.slice(0, 2), { known })).toMatchObject([{ detector: 'known', count: 1 }])
})
