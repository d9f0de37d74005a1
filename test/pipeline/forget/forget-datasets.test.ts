import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { buildDataset } from '../../../src/datasets.ts'
import { datasetsHolding } from '../../../src/pipeline/forget/datasets-holding.ts'
import { findDatasets } from '../../../src/pipeline/forget/find-datasets.ts'
import { revokeDataset } from '../../../src/pipeline/output/revocation.ts'
import { filesIn, plain, rowsIn, temporaryFolder } from '../support/building.ts'
import { builtChats, edit } from '../support/datasets.ts'
import { chats, generation, user } from '../support/generations.ts'

describe('datasets in a folder', () => {
  test('are found by path, with those that were taken back or damaged', async () => {
    const root = temporaryFolder()
    const [one, two, three] = ['a', 'b/deep/er', 'c'].map((name) => join(root, name))
    if (one === undefined || two === undefined || three === undefined) throw new Error('three places')
    for (const [index, to] of [one, two, three].entries())
      await builtChats({ to, from: chats(3 + index), name: `n${index}` })
    await revokeDataset(two, 'old', { at: '2026-03-01T00:00:00.000Z' })
    await writeFile(join(three, 'manifest.json'), '{')
    await mkdir(join(root, 'app'))
    await writeFile(join(root, 'app/manifest.json'), '{"name":"an app"}')
    await mkdir(join(root, 'node_modules'))
    await builtChats({ to: join(root, 'node_modules/x'), from: chats(1) })
    await symlink(root, join(root, 'loop'))
    const found = await findDatasets(root)
    expect(found).toEqual([
      { folder: one, dataset: { name: 'n0', version: expect.any(String), examples: 3 } },
      {
        folder: two,
        dataset: { name: 'n1', version: expect.any(String), examples: 4 },
        revoked: { schemaVersion: 1, dataset: expect.any(String), reason: 'old', at: '2026-03-01T00:00:00.000Z' },
      },
      { folder: three },
    ])
    expect(await findDatasets(join(root, 'nowhere'))).toEqual([])
  })
})

describe('rows of somebody', () => {
  test('are found in every file, also where their words are only context', async () => {
    const { to } = await builtChats({ from: chats(20) })
    const other = await builtChats({ from: chats(5, 100) })
    const [holding, ...more] = await datasetsHolding([to, other.to], ['g00003', 'g00017', 'nobody'])
    expect(more).toEqual([])
    expect(holding).toMatchObject({ folder: to, examples: [{ generations: ['g00003'] }, { generations: ['g00017'] }] })
    const files = await filesIn(to)
    for (const { places, generations } of holding?.examples ?? []) {
      const number = Number(generations[0]?.slice(1))
      expect(places).toHaveLength(2)
      for (const { file, first, count } of places.filter((place) => place.file.endsWith('.jsonl'))) {
        expect(count).toBe(1)
        expect(JSON.stringify(rowsIn(files[file])[first - 1])).toContain(`What is ${number} plus one?`)
      }
    }
  })

  test('are gone from a dataset that is built again without them', async () => {
    const { to } = await builtChats({ from: chats(20) })
    await revokeDataset(to, 'asked')
    const left = chats(20).filter(({ id }) => id !== 'g00003')
    await buildDataset({ from: left, to, formats: [plain], steps: [] })
    expect(await datasetsHolding([to], ['g00003'])).toEqual([])
    expect(await findDatasets(to)).toEqual([{ folder: to, dataset: expect.objectContaining({ examples: 19 }) }])
  })

  test('may be in a dataset whose lineage is not whole: it is named as uncertain', async () => {
    const uncertain = async (harm: (to: string) => Promise<void>) => {
      const { to } = await builtChats({ from: chats(4) })
      await harm(to)
      const [holding] = await datasetsHolding([to], ['nobody'])
      return holding?.uncertain
    }
    expect(await uncertain((to) => edit(to, 'lineage.jsonl', (text) => text.replace('{', '[')))).toMatch(
      /1 lines .* damaged/,
    )
    expect(await uncertain((to) => edit(to, 'lineage.jsonl', (text) => text.replace(/.*\n/, '')))).toMatch(
      /1 lines .* missing/,
    )
    expect(await uncertain((to) => rm(join(to, 'lineage.jsonl')))).toMatch(/ENOENT/)
    expect(await uncertain((to) => edit(to, 'manifest.json', () => '{'))).toMatch(/manifest is damaged/)
  })
})

test('only a dataset can be taken back', async () => {
  await expect(revokeDataset(temporaryFolder(), 'x')).rejects.toMatchObject({ code: 'bad_option' })
  const { to } = await builtChats({ from: [generation({ status: 'error', request: [user('?')] })] })
  await revokeDataset(to, 'x')
  const [found] = await findDatasets(to)
  expect(found?.revoked?.at).toMatch(/^\d{4}-\d\d-\d\dT/)
})
