import { expect, test } from 'vitest'
import { drop, keep, type Step } from '../../../src/core/step.ts'
import { buildDataset, renderReport, type BuildOptions } from '../../../src/datasets.ts'
import { temporaryFolder } from '../support/building.ts'
import { assistant, generation, user } from '../support/generations.ts'

const LONG = `My address is ada@corp.test, and I am Grace Hopper. ${'Please tell me all about it. '.repeat(9)}`

const from = Array.from({ length: 9 }, (_, index) => {
  const request = [user(`First of ${index}`), assistant('Go on, please.'), user(`Chat ${index}.\n${LONG}`)]
  return generation({
    id: `g${index}`,
    conversationId: `c${index}`,
    request,
    answer: [assistant(index < 5 ? '...' : `It is ${index}, I am sure of that.`)],
  })
})

const draw = async (options: Partial<BuildOptions> & { readonly from?: typeof from }) => {
  const rules = { nearDuplicates: false, exactDuplicates: false } as const
  const { report } = await buildDataset({ from, to: temporaryFolder(), rules, ...options })
  return report.examples.dropped
}

test('the report quotes what was dropped where that is asked for: masked, cut, three of a reason', async () => {
  const redact = { known: ['Grace Hopper'] }
  const [line, ...others] = await draw({ samples: true, redact })
  expect(others).toEqual([])
  expect(line).toMatchObject({ reason: 'too_short', count: 5, samples: { length: 3 }, quotes: { length: 3 } })
  for (const quote of line?.quotes ?? []) {
    expect(quote).toMatch(/^Chat \d\. My address is \[EMAIL\], and I am \[PERSON\]\. Please tell .*…$/)
    expect(quote).toHaveLength(81)
  }
  expect(await draw({ samples: true, redact, threads: 2 })).toEqual([line])
  // Before the step that masks.
  const early = { samples: true, redact, rules: { models: { include: ['another'] } }, allowEmpty: true } as const
  expect((await draw(early))[0]).toMatchObject({ reason: 'other_model', count: 9, quotes: { length: 3 } })
  for (const { quotes = [] } of await draw(early)) expect(quotes.join()).not.toMatch(/ada@|Grace/)
})

test('a quote is masked as it is read: on one line, with single spaces', async () => {
  const numbers =
    'iban DE89  3704  0044  0532  0130  00, card 4111\n1111\n1111  1111, Authorization: Bearer  abcdef1234567890abcdef'
  const calls = from.map((call) => ({ ...call, request: { messages: [user(numbers)] } }))
  const rules = { models: { include: ['another'] }, exactDuplicates: false, nearDuplicates: false } as const
  const [line] = await draw({ from: calls, samples: true, rules, allowEmpty: true })
  expect(line?.quotes).toHaveLength(3)
  for (const quote of line?.quotes ?? []) expect(quote).toBe('iban [IBAN], card [CARD], Authorization: Bearer [SECRET]')
})

test('no report quotes anything unless it is asked to', async () => {
  const [line] = await draw({})
  expect(line).toMatchObject({ reason: 'too_short', count: 5 })
  expect(line).not.toHaveProperty('quotes')
})

test('what is dropped among the others is quoted too; where nothing masks, as it was said', async () => {
  const odd: Step = {
    name: 'odd',
    version: 1,
    apply: (example) => (example.id > '8' ? drop(example, 'odd') : keep(example)),
  }
  const copies = from.map((call) => ({
    ...call,
    response: { ...call.response, messages: [assistant('It is so, I am sure of that.')] },
  }))
  const { report } = await buildDataset({
    from: copies,
    to: temporaryFolder(),
    samples: true,
    rules: { nearDuplicates: { threshold: 0.5 } },
  })
  for (const { reason, quotes } of report.examples.dropped) {
    expect(quotes?.[0], reason).toMatch(/^Chat \d\. My address is \[EMAIL\]/)
  }
  expect(report.examples.dropped.map(({ reason }) => reason)).toContain('near_duplicate')
  const own = await draw({ samples: true, rules: undefined as never, steps: [odd] })
  expect(own[0]?.quotes?.[0]).toContain('ada@corp.test')
})

test('the printed report shows the quotes: bounded, on lines of their own, and nothing rules the terminal', async () => {
  const to = temporaryFolder()
  const odd = from.map((call) => ({ ...call, request: { messages: [user('Stop \u001b[2Jit\u202e, mail@corp.test')] } }))
  const options = { to, rules: { exactDuplicates: false, nearDuplicates: false }, allowEmpty: true } as const
  const { report } = await buildDataset({ ...options, from: odd, samples: true })
  const printed = renderReport(report)
  expect(printed).toContain(
    [
      '  Of whole conversations that were dropped, what the user said last:',
      ...['  too_short  ', '             ', '             '].map((label) => `${label}“Stop [2Jit, [EMAIL]”`),
    ].join('\n'),
  )
  expect(renderReport((await buildDataset({ ...options, from: odd })).report)).not.toContain('Stop')
  const dropped = Array.from({ length: 30 }, (_, index) => {
    return { step: 's', reason: `reason_${index}`, count: 1, samples: ['x'], quotes: ['Oh'] }
  })
  const long = renderReport({ ...report, examples: { ...report.examples, dropped } })
  expect(long.match(/“Oh”/g)).toHaveLength(8)
  expect(long).toContain('… of 22 more reasons in report.json')
})
