import { readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { revokeDataset, verifyDataset } from '../../../src/datasets.ts'
import { forgetInDatasets } from '../../../src/pipeline/forget/forget-in-datasets.ts'
import { filesIn, temporaryFolder } from '../support/building.ts'
import { builtChats, edit } from '../support/datasets.ts'
import { chats } from '../support/generations.ts'

test('datasets with forgotten rows are marked, each once, and others are left as they are', async () => {
  const root = temporaryFolder()
  const [held, other, doubtful] = [join(root, 'a'), join(root, 'b'), join(root, 'c/d')]
  for (const [to, from] of [
    [held, 0],
    [other, 100],
    [doubtful, 200],
  ] as const)
    await builtChats({ to, from: chats(5, from) })
  await edit(doubtful, 'lineage.jsonl', (text) => text.slice(0, -20))
  const before = await filesIn(root)
  const options = { datasets: [root, held], generationIds: ['g00003', 'g00999'] }

  const looked = await forgetInDatasets({ ...options, dryRun: true })
  expect(looked.map(({ folder, examples, uncertain }) => [folder, examples.length, uncertain !== undefined])).toEqual([
    [held, 1, false],
    [doubtful, 0, true],
  ])
  expect(await filesIn(root)).toEqual(before)

  const marked = await forgetInDatasets({ ...options, reason: 'request 7' })
  expect(marked).toMatchObject([{ revocation: { reason: 'request 7' } }, { revocation: { reason: 'request 7' } }])
  expect(await verifyDataset(held)).toMatchObject({ problems: [{ code: 'revoked' }] })
  expect(await verifyDataset(other)).toMatchObject({ ok: true })
})

test('an earlier mark stays as it is', async () => {
  const { to } = await builtChats({ from: chats(5) })
  await revokeDataset(to, 'earlier', { at: '2026-03-01T00:00:00.000Z' })
  const [marked] = await forgetInDatasets({ datasets: [to], generationIds: ['g00003'], reason: 'later' })
  expect(marked?.revocation).toMatchObject({ reason: 'earlier' })
  expect(await readFile(join(to, 'REVOKED.json'), 'utf8')).toContain('2026-03-01')
})

test('one that cannot be marked is told, and keeps no other from it', async () => {
  const root = temporaryFolder()
  for (const name of ['a', 'b']) await builtChats({ to: join(root, name), from: chats(5) })
  await symlink(join(root, 'no/where'), join(root, 'a/REVOKED.json'))
  const marked = await forgetInDatasets({ datasets: [root], generationIds: ['g00003'] })
  expect(marked).toMatchObject([
    { folder: join(root, 'a'), failure: expect.stringContaining('Cannot write to') },
    { folder: join(root, 'b'), revocation: { reason: 'somebody asked to be forgotten' } },
  ])
})
