import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cat } from '../../src/cli/cat.ts'
import { compact } from '../../src/cli/compact.ts'
import { copy } from '../../src/cli/copy.ts'
import { createTerminal } from '../../src/cli/terminal.ts'
import { readUsage } from '../../src/cli/usage.ts'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import { lowdbStore } from '../../src/storage/lowdb/index.ts'
import { sqliteStore } from '../../src/storage/sqlite/index.ts'
import type { Store } from '../../src/core/store.ts'
import { sampleGeneration } from '../../src/testing/store/sample-events.ts'
import { finetap, newFolder, newLog } from './finetap.ts'

const EVENT = sampleGeneration('g1', { userId: 'alice' })

async function fill(store: Store): Promise<void> {
  await store.append([EVENT])
  await store.close()
}

describe('a directory that is no log', () => {
  test('is not taken for one by forget, which says where the stores are, and leaves all as it is', async () => {
    const folder = await newFolder()
    await fill(lowdbStore(join(folder, 'chats.json')))
    await fill(sqliteStore(join(folder, 'old.db')))
    await writeFile(join(folder, 'package.json'), '{}\n')
    const before = await readdir(folder)
    const forget = ['forget', folder, '--user', 'alice']
    for (const { code, stdout, stderr } of await Promise.all([finetap(forget), finetap([...forget, '--dry-run'])])) {
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toContain(`did you mean ${join(folder, 'chats.json')} or ${join(folder, 'old.db')}?`)
    }
    expect(await readdir(folder)).toEqual(before)
    expect(await readFile(join(folder, 'chats.json'), 'utf8')).toContain('alice')
  })

  test('is not taken for one by the others either', async () => {
    const folder = await newFolder()
    await fill(lowdbStore(join(folder, 'chats.json')))
    const { code, stderr } = await finetap(['cat', folder])
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('There is no log in the directory') })
    const terminal = createTerminal({ quiet: true, verbose: false, color: false })
    for (const verb of [cat, compact, copy]) {
      const words = verb === copy ? [folder, `${folder}-copy`] : [folder]
      const running = verb.run(readUsage(verb, [verb.name, ...words]), terminal)
      await expect(running).rejects.toMatchObject({
        code: 'log_missing',
        message: expect.stringMatching(/^(?!.*--dir).*did you mean .*chats\.json\?$/),
      })
    }
    expect([await readdir(folder), existsSync(`${folder}-copy`)]).toEqual([['chats.json'], false])
  })

  test('is told to be a dataset where it is one, and nothing is put into it', async () => {
    const from = await newLog([EVENT])
    const to = join(dirname(from), 'dataset')
    expect((await finetap(['build', '--from', from, '--to', to])).code).toBe(0)
    const before = await readdir(to)
    const { code, stderr } = await finetap(['build', '--from', to, '--to', `${to}-2`])
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: `finetap: ${to} is a dataset, and no log. Fix: name the log that it was built from\n`,
    })
    expect(await readdir(to)).toEqual(before)
  })

  test('does not hide the log that lies in it', async () => {
    const folder = await newFolder()
    await fill(jsonlStore(join(folder, '.finetap')))
    const { code, stderr } = await finetap(['forget', join(folder, 'finetap'), '--user', 'alice'])
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(join(folder, '.finetap?')) })
  })

  test('is no file either', async () => {
    const file = join(await newFolder(), 'notes')
    await writeFile(file, 'x')
    const { code, stderr } = await finetap(['forget', file, '--user', 'alice'])
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining(`${file} cannot be read: it is a file`),
    })
  })
})

test('a log of which all is forgotten or gone is one: what is forgotten in it is refused later', async () => {
  const dir = await newLog([EVENT])
  expect((await finetap(['forget', dir, '--user', 'alice'])).code).toBe(0)
  const emptied = join(dirname(dir), 'emptied')
  await mkdir(emptied)
  await writeFile(join(emptied, 'erasure.key'), await readFile(join(dir, 'erasure.key')), { mode: 0o600 })
  const { code, stderr } = await finetap(['forget', emptied, '--user', 'alice'])
  expect({ code, stderr }).toEqual({
    code: 3,
    stderr: expect.stringContaining('a copy of what was recorded until now is refused'),
  })
})
