import { describe, expect, test } from 'vitest'
import type { Generation } from '../../../src/core/generation.ts'
import { drop, type Step } from '../../../src/core/step.ts'
import { buildDataset } from '../../../src/datasets.ts'
import { createDatasetMeter } from '../../../src/pipeline/report/dataset-measures.ts'
import { readinessOf } from '../../../src/pipeline/report/readiness.ts'
import { renderReport } from '../../../src/pipeline/report/render-report.ts'
import { explainReason, reasonCodes } from '../../../src/pipeline/report/reasons.ts'
import { exampleOf } from '../../../src/testing/index.ts'
import { plain, temporaryFolder } from '../support/building.ts'
import { assistant, chats } from '../support/generations.ts'

/** Chats of so many users in turn. */
function chatsOf(count: number, users: number): readonly Generation[] {
  return chats(count).map((call, index) => ({ ...call, userId: `u${index % users}` }))
}

async function reportOf(from: readonly Generation[], split: { validation?: number } = { validation: 0.1 }) {
  const options = { from, to: temporaryFolder(), formats: [plain], steps: [], split, allowEmpty: true }
  return (await buildDataset(options)).report
}

describe('a dataset', () => {
  test('with enough of everything is ready, and the report ends with it', async () => {
    const report = await reportOf(chatsOf(620, 310))
    expect(readinessOf(report)).toEqual({
      verdict: 'ready',
      findings: [],
      hints: [expect.objectContaining({ code: 'no_feedback' })],
    })
    expect(renderReport(report).trimEnd().split('\n').at(-1)).toBe('  Ready to train')
  })

  test('with some rows is thin, and says how many more it takes', async () => {
    const report = await reportOf(chatsOf(300, 30), {})
    const { verdict, findings } = readinessOf(report)
    expect(verdict).toBe('thin')
    expect(findings.map(({ code }) => code)).toEqual(['few_rows', 'no_validation'])
    expect(findings[0]).toMatchObject({
      message: '300 rows for training, 500 are the next mark',
      fix: 'collect 200 more, by this log about 200 model calls',
    })
    expect(readinessOf(report, { enough: 300 }).findings.map(({ code }) => code)).toEqual(['no_validation'])
  })

  test('with next to nothing is not ready, and that comes first', async () => {
    const report = await reportOf(chatsOf(20, 2), {})
    expect(readinessOf(report)).toMatchObject({ verdict: 'not_ready', findings: [{ code: 'few_rows' }, {}, {}] })
    expect(renderReport(report)).toContain('\n  Not ready: 20 rows for training')
    expect(
      readinessOf(await reportOf(chats(1).map((call) => ({ ...call, status: 'error', response: { messages: [] } })))),
    ).toMatchObject({ verdict: 'not_ready', findings: [{ code: 'no_rows' }] })
  })

  test('of one person, of one question, of unknown people or of several models is thin', async () => {
    const report = await reportOf(chatsOf(620, 310))
    // What the rows consist of is measured alone: six builds would take long.
    const codesWith = (
      change: (index: number) => { readonly userId?: string; readonly question?: string; readonly model?: string },
    ) => {
      const meter = createDatasetMeter()
      for (let index = 0; index < 620; index += 1) {
        const { userId, question = `What is ${index}?`, model = 'm' } = { userId: `u${index % 31}`, ...change(index) }
        const origin = { generationId: 'g', model, status: 'ok', startedAt: '' } as const
        const answer = { message: assistant('It is what it is, I am quite sure.'), weight: 1, origin } as const
        meter.add(exampleOf([question, answer], userId === undefined ? {} : { userId }))
      }
      return readinessOf({ ...report, statistics: meter.measures().statistics }).findings.map(({ code }) => code)
    }
    expect(codesWith(() => ({}))).toEqual([])
    expect(codesWith((index) => (index % 2 === 0 ? { userId: 'u' } : {}))).toEqual(['one_user'])
    expect(codesWith((index) => ({ userId: `u${index % 3}` }))).toEqual(['few_users'])
    expect(codesWith(() => ({ userId: '[EMAIL]' }))).toEqual(['unknown_users'])
    expect(codesWith((index) => (index % 3 === 0 ? { question: 'Hello?' } : {}))).toEqual(['one_opening'])
    expect(codesWith((index) => ({ model: `m${index % 2}` }))).toEqual(['several_models'])
  })

  test('with a validation split of a few rows hears how to raise it', async () => {
    const { findings } = readinessOf(await reportOf(chatsOf(620, 310), { validation: 0.01 }))
    expect(findings).toEqual([
      expect.objectContaining({
        code: 'small_validation',
        fix: expect.stringMatching(/raise its share to (0\.\d+), such as with --split \1,0\.05/),
      }),
    ])
  })
})

describe('a reason in words', () => {
  test('says what it is, what it means and what to do, for every code that finetap gives', () => {
    expect(reasonCodes.length).toBeGreaterThan(50)
    for (const code of reasonCodes) {
      expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/)
      const { title = '', meaning = '', fix = '' } = explainReason(code) ?? {}
      for (const text of [title, meaning, fix]) expect(text, code).toMatch(/^\S.*[^.\s]$/)
      expect(title.length, code).toBeLessThan(60)
    }
  })

  test('is not made up for the codes of others', () => {
    expect(explainReason('my_own_reason')).toBeUndefined()
    expect(explainReason('constructor')).toBeUndefined()
  })
})

test('no line of a report is wider than 100 columns', async () => {
  const calls = chatsOf(60, 2).map((call, index) => ({
    ...call,
    model: { requested: `a-model-with-a-rather-long-name-${index % 12}` },
    ...(index % 3 === 0 ? { status: 'error' as const, response: { messages: [] } } : {}),
  }))
  const dropAll: Step = {
    name: 'a-step-of-my-own',
    version: 1,
    apply: (example) => drop(example, `a_rather_long_reason_${Number(example.conversationId.slice(1)) % 9}`),
  }
  const built = await buildDataset({
    from: calls,
    to: temporaryFolder(),
    formats: [plain],
    steps: [dropAll],
    allowEmpty: true,
  })
  for (const line of renderReport(built.report).split('\n')) expect(line.length, line).toBeLessThanOrEqual(100)
})
