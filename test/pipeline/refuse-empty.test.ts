import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Format } from '../../src/core/format.ts'
import { drop, type Step } from '../../src/core/step.ts'
import { buildDataset, exportDataset, renderReport, reportOfEmpty } from '../../src/datasets.ts'
import { filesIn, plain, temporaryFolder } from './support/building.ts'
import { chats } from './support/generations.ts'

const none: Step = { name: 'none', version: 1, apply: (example) => drop(example, 'no') }

const failureOf = (built: Promise<unknown>): Promise<unknown> =>
  built.then(() => undefined).catch((error: unknown) => error)

describe('a build that leaves nothing', () => {
  test('keeps the dataset that stood there, and says what dropped it all', async () => {
    const to = temporaryFolder()
    await buildDataset({ from: chats(5), to })
    const before = await filesIn(to)
    const error = await failureOf(buildDataset({ from: chats(5), to, consent: 'required' }))
    expect(error).toMatchObject({
      code: 'dataset_empty',
      message: expect.stringMatching(
        /^Nothing is left of 5 model calls, so .* stays as it was: no_consent 5\. Fix: record consent/,
      ),
    })
    expect(await filesIn(to)).toEqual(before)
    const report = reportOfEmpty(error)
    expect(report === undefined ? '' : renderReport(report)).toContain('no_consent 5')
    expect(reportOfEmpty(new Error('another'))).toBeUndefined()
  })

  test('is no success where nothing stood there, and makes no folder', async () => {
    const to = join(temporaryFolder(), 'new')
    const error = await failureOf(buildDataset({ from: chats(3), to, steps: [none] }))
    expect(error).toMatchObject({ code: 'dataset_empty', message: expect.stringContaining('is not written: no 3.') })
    await expect(filesIn(to)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('counts as one where formats refuse every row', async () => {
    const shy = {
      name: 'shy',
      version: 1,
      container: { kind: 'jsonl' },
      rows: () => ({ rows: [], refused: ['tool_calls'] }),
    } as const
    const built = buildDataset({ from: chats(3), to: temporaryFolder(), formats: [shy] })
    await expect(built).rejects.toThrow(/^No format has a row for any of 3 examples, .*: tool_calls 3\. Fix: /)
  })

  test('replaces the rows where that is asked for, as after an erasure', async () => {
    const to = temporaryFolder()
    await buildDataset({ from: chats(5), to })
    const { manifest } = await buildDataset({ from: chats(5), to, steps: [none], allowEmpty: true })
    expect([manifest.examples, Object.keys(await filesIn(to)).includes('chatml/train.jsonl')]).toEqual([0, false])
  })
})

test('an export that leaves nothing keeps the file that stood there', async () => {
  const to = join(temporaryFolder(), 'rows.csv')
  await writeFile(to, 'of before')
  const error = await failureOf(exportDataset({ from: chats(2), to, format: 'csv', steps: [none] }))
  expect(error).toMatchObject({ code: 'dataset_empty', message: expect.stringContaining('rows.csv stays as it was') })
  expect(await filesIn(join(to, '..'))).toEqual({ 'rows.csv': 'of before' })
})

test('a step or format that fails on everything is named, and how it failed', async () => {
  const step = { name: 'mine', version: 1, apply: () => undefined } as unknown as Step
  const by = buildDataset({ from: chats(3), to: temporaryFolder(), steps: [step] })
  await expect(by).rejects.toThrow(/step_failed 3\. The step mine failed on 3 examples/)
  const format = { ...plain, name: 'own', rows: () => [{}] } as unknown as Format
  const of = buildDataset({ from: chats(3), to: temporaryFolder(), steps: [], formats: [format] })
  await expect(of).rejects.toThrow(/format_failed 3\. The format own failed on 3 examples/)
})
