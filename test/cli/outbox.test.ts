import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { newOutbox } from '../../src/cli/outbox.ts'
import { newFolder } from './finetap.ts'

const LONG_AGO = new Date(Date.now() - 2 * 3_600_000)

afterEach(() => void vi.unstubAllEnvs())

type Left = { readonly name: string; readonly touched: Date; readonly holds?: string }

async function outbox(parent: string, { name, touched, holds = 'a.open.jsonl' }: Left): Promise<void> {
  const path = join(parent, name)
  await mkdir(path)
  await writeFile(join(path, holds), 'x')
  await utimes(join(path, holds), touched, touched)
  await utimes(path, LONG_AGO, LONG_AGO)
}

test('an outbox of a run that was killed is removed by the next run, not that of a living one, nor what was refused', async () => {
  const folder = await newFolder()
  vi.stubEnv('TMPDIR', folder)
  const [left, living, refused, strange] = ['a'.repeat(32), 'b'.repeat(32), 'c'.repeat(32), 'notes'].map(
    (name) => `finetap-outbox-${name}`,
  )
  await outbox(folder, { name: left ?? '', touched: LONG_AGO })
  await outbox(folder, { name: living ?? '', touched: new Date() })
  await outbox(folder, { name: strange ?? '', touched: LONG_AGO })
  await outbox(folder, { name: refused ?? '', touched: LONG_AGO, holds: 'refused.ndjson' })
  const path = await newOutbox()
  expect((await readdir(folder)).toSorted()).toEqual([living, refused, strange])
  expect(path.startsWith(join(folder, 'finetap-outbox-'))).toBe(true)
  expect(existsSync(path)).toBe(false)
})
