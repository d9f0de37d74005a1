import { mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildDataset } from '../../../src/datasets.ts'
import { factsOfText } from '../../../src/pipeline/output/hashed-file.ts'
import { revokeDataset } from '../../../src/pipeline/output/revocation.ts'
import { writePapers } from '../../../src/pipeline/output/write-papers.ts'
import { renderVerification } from '../../../src/pipeline/verify/render-verification.ts'
import { verifyDataset } from '../../../src/pipeline/verify/verify-dataset.ts'
import { filesIn, plain, temporaryFolder } from '../support/building.ts'
import { builtChats, edit } from '../support/datasets.ts'
import { assistant, chats, generation, user } from '../support/generations.ts'

describe('a dataset as it was built', () => {
  test('is whole, and files of others are notes', async () => {
    const { to, manifest } = await builtChats()
    await writeFile(join(to, 'notes.txt'), 'mine')
    await mkdir(join(to, '.finetap-build-1-x'))
    const { name, version, examples } = manifest
    expect(await verifyDataset(to)).toEqual({
      ok: true,
      dataset: { name, version, examples },
      files: Object.keys(await filesIn(to)).length - 1,
      problems: [],
      notes: [
        'notes.txt: not of this dataset',
        '.finetap-build-1-x: of a build that runs, or was killed; the next build removes it',
      ],
    })
    expect(renderVerification(await verifyDataset(to))).toMatch(/^dataset [0-9a-f]{12} is whole: 8 files as built\n/)
  })

  test('is named by its path: anything else is refused', async () => {
    for (const folder of [undefined, '', 7]) {
      await expect(Reflect.apply(verifyDataset, undefined, [folder])).rejects.toMatchObject({ code: 'bad_option' })
    }
  })

  test('counts rows with line ends, quotes and nothing in them', async () => {
    const texts = ['two\nlines', '"quoted", with a comma', 'lone\rreturn', '', '"', '""\n"', 'a,b\n\n']
    const from = texts.map((text, index) =>
      generation({
        id: `g${index}`,
        conversationId: `c${index}`,
        request: [user(`${text}?`)],
        answer: [assistant(`${text}!`)],
      }),
    )
    const { to } = await builtChats({ from, formats: [plain, 'csv', 'json'], split: {} })
    expect((await verifyDataset(to)).problems).toEqual([])
  })

  test('may have no rows at all', async () => {
    const { to } = await builtChats({ from: [generation({ status: 'error' })] })
    expect((await verifyDataset(to)).problems).toEqual([])
  })
})

describe('damage', () => {
  test('of any byte of any file is noticed, and named by its file', async () => {
    const { to } = await builtChats({ from: chats(6), formats: [plain, 'csv'], split: {} })
    const files = Object.keys(await filesIn(to))
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (file, at, flip) => {
          const path = join(to, file)
          const before = await readFile(path)
          const after = Buffer.from(before)
          const place = at % after.length
          after.writeUInt8((after[place] ?? 0) ^ flip, place)
          await writeFile(path, after)
          const { ok, problems } = await verifyDataset(to)
          await writeFile(path, before)
          expect(ok).toBe(false)
          expect(problems.map((problem) => problem.file)).toContain(file)
        },
      ),
      { numRuns: 60 },
    )
    expect((await verifyDataset(to)).ok).toBe(true)
  })

  test('by which a file became shorter, longer or another thing is noticed', async () => {
    const { to, manifest } = await builtChats({ formats: [plain, 'csv'], split: {} })
    const files = [...manifest.outputs.map(({ file }) => file), 'lineage.jsonl', 'report.json', 'manifest.json']
    for (const file of files) {
      const path = join(to, file)
      const before = await readFile(path)
      for (const harm of [
        () => truncate(path, before.length - 1),
        () => truncate(path, 0),
        () => writeFile(path, Buffer.concat([before, before])),
        () => rm(path),
        () => rm(path).then(() => symlink('/dev/null', path)),
        () => rm(path).then(() => mkdir(path)),
      ]) {
        await harm()
        const { ok, problems } = await verifyDataset(to)
        expect(ok, file).toBe(false)
        expect(problems[0]?.file).toBe(file)
        await rm(path, { recursive: true, force: true })
        await writeFile(path, before)
      }
    }
    expect((await verifyDataset(to)).ok).toBe(true)
  })

  test('is told with the line where a row broke', async () => {
    const { to } = await builtChats()
    await edit(to, 'plain/train.jsonl', (text) => text.replace(/^((?:.*\n){4})\{/, '$1['))
    const { problems } = await verifyDataset(to)
    expect(problems).toEqual([
      { file: 'plain/train.jsonl', code: 'file_changed', message: expect.stringContaining('SHA-256') },
      { file: 'plain/train.jsonl', line: 5, code: 'row_damaged', message: expect.any(String) },
      { file: 'plain/train.jsonl', code: 'rows_changed', message: expect.stringMatching(/^row 5 is not/) },
    ])
    expect(renderVerification(await verifyDataset(to))).toContain('  ! plain/train.jsonl:5  row_damaged: the line')
  })

  test('that somebody signed is still found in the lineage and the report', async () => {
    const { to, manifest, report } = await builtChats({ formats: [plain] })
    const signed = async (change: (text: string) => string, facts = {}) => {
      const before = await readFile(join(to, 'lineage.jsonl'), 'utf8')
      const text = change(before)
      await writeFile(join(to, 'lineage.jsonl'), text)
      await writePapers(to, report, { ...manifest, lineage: { file: 'lineage.jsonl', ...factsOfText(text) }, ...facts })
      const { problems } = await verifyDataset(to)
      await writeFile(join(to, 'lineage.jsonl'), before)
      return problems.map(({ code, line }) => [code, line])
    }
    expect(await signed((text) => text.replace('"plain":[1,1,', '"plain":[2,1,'))).toContainEqual([
      'lineage_differs',
      1,
    ])
    expect(await signed((text) => text.replace('"plain"', '"other"'))).toContainEqual(['lineage_differs', 1])
    expect(await signed((text) => `${text}{}\n`)).toContainEqual(['lineage_damaged', 41])
    expect(await signed((text) => text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1))).toContainEqual([
      'lineage_differs',
      undefined,
    ])
    expect(await signed((text) => text, { examples: 41 })).toEqual([
      ['lineage_differs', undefined],
      ['report_differs', undefined],
    ])
    expect(await signed((text) => text)).toEqual([])
  })
})

describe('a folder without a usable manifest', () => {
  test('is told by what is wrong with it', async () => {
    const codesOf = async (manifest: string | undefined) => {
      const to = temporaryFolder()
      if (manifest !== undefined) await writeFile(join(to, 'manifest.json'), manifest)
      return (await verifyDataset(to)).problems.map(({ code }) => code)
    }
    expect(await codesOf(undefined)).toEqual(['manifest_missing'])
    expect(await codesOf('{"name":"an app"}')).toEqual(['manifest_missing'])
    expect(await codesOf('{"schemaVersion":2,"finetap":"9.0.0"}')).toEqual(['manifest_newer'])
    expect(await codesOf('{"schemaVersion":1,"finetap":"0.1.0"}')).toEqual(['manifest_damaged'])
    expect(await codesOf('{')).toEqual(['manifest_damaged'])
    expect((await verifyDataset(join(temporaryFolder(), 'nowhere'))).problems[0]?.code).toBe('manifest_missing')
  })
})

test('a dataset that was taken back is a problem until it is built anew', async () => {
  const { to } = await builtChats()
  await revokeDataset(to, 'a user asked to be forgotten', { at: '2026-03-01T00:00:00.000Z' })
  expect((await verifyDataset(to)).problems).toEqual([
    {
      file: 'REVOKED.json',
      code: 'revoked',
      message: 'the dataset was taken back on 2026-03-01T00:00:00.000Z: a user asked to be forgotten',
    },
  ])
  await buildDataset({ from: chats(39), to, formats: [plain], steps: [] })
  expect((await verifyDataset(to)).problems).toEqual([])
})
