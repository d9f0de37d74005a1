import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { newOutbox } from '../../src/cli/outbox.ts'
import { newFolder } from './finetap.ts'

const LONG_AGO = new Date(Date.now() - 2 * 3_600_000)

afterEach(() => void vi.unstubAllEnvs())

async function outbox(parent: string, { name, touched }: { name: string; touched: Date }): Promise<void> {
  const path = join(parent, name)
  await mkdir(path)
  await writeFile(join(path, 'a.open.jsonl'), 'x')
  await utimes(join(path, 'a.open.jsonl'), touched, touched)
  await utimes(path, LONG_AGO, LONG_AGO)
}

test('an outbox of a run that was killed is removed by the next run, that of a living one is not', async () => {
  const folder = await newFolder()
  vi.stubEnv('TMPDIR', folder)
  const [left, living, strange] = ['a'.repeat(32), 'b'.repeat(32), 'notes'].map((name) => `finetap-outbox-${name}`)
  await outbox(folder, { name: left ?? '', touched: LONG_AGO })
  await outbox(folder, { name: living ?? '', touched: new Date() })
  await outbox(folder, { name: strange ?? '', touched: LONG_AGO })
  const path = await newOutbox()
  expect((await readdir(folder)).toSorted()).toEqual([living, strange])
  expect(path.startsWith(join(folder, 'finetap-outbox-'))).toBe(true)
  expect(existsSync(path)).toBe(false)
})
