import { chown, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { FinetapError } from '../../src/core/errors.ts'
import { compact } from '../../src/cli/compact.ts'
import { copy } from '../../src/cli/copy.ts'
import { forget } from '../../src/cli/forget.ts'
import { speakingTo } from '../../src/cli/speaking-to.ts'
import { createTerminal } from '../../src/cli/terminal.ts'
import { readUsage } from '../../src/cli/usage.ts'
import type { Verb } from '../../src/cli/verb.ts'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import { readAll } from '../../src/testing/store/place.ts'
import { sampleGeneration } from '../../src/testing/store/sample-events.ts'
import { finetap, newLog } from './finetap.ts'

const SOMEBODY = 65_534
const isRoot = process.geteuid?.() === 0

async function run(verb: Verb, ...args: readonly string[]): Promise<number> {
  return verb.run(readUsage(verb, [verb.name, ...args]), createTerminal({ quiet: true, verbose: false, color: false }))
}

test.skipIf(!isRoot)('root writes nothing into the log of another user, which that user could not read', async () => {
  const dir = await newLog([sampleGeneration('g1', { userId: 'u1' })])
  const from = await newLog([sampleGeneration('g2')])
  await Promise.all(
    [dir, ...(await readdir(dir)).map((name) => join(dir, name))].map((path) => chown(path, SOMEBODY, -1)),
  )
  const before = [await readdir(dir), await readdir(dirname(dir))]
  const refusal = { code: 'store_unwritable', message: expect.stringContaining(`sudo -u '#${SOMEBODY}' npx finetap`) }
  await expect(run(forget, dir, '--user', 'u1')).rejects.toMatchObject(refusal)
  await expect(run(compact, dir)).rejects.toMatchObject(refusal)
  await expect(run(copy, from, dir)).rejects.toMatchObject(refusal)
  expect((await finetap(['forget', dir, '--user', 'u1'])).code).toBe(1)
  expect([await readdir(dir), await readdir(dirname(dir))]).toEqual(before)
  // What only reads is allowed.
  expect(await run(forget, dir, '--user', 'u1', '--dry-run')).toBe(0)
  expect(await run(copy, dir, from)).toBe(0)
  expect(await readAll(jsonlStore(from))).toHaveLength(2)
})

test('who may not write is told as whom to run it', async () => {
  const dir = await newLog([sampleGeneration('g1')])
  const cause = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' })
  const error = new FinetapError('store_unwritable', { what: 'No', fix: 'set FINETAP_DIR', cause })
  const store = { ...jsonlStore(dir), erase: () => Promise.reject(error) }
  await expect(speakingTo({ kind: 'jsonl', path: dir }, store).erase({ userId: 'u' })).rejects.toMatchObject({
    code: 'store_unwritable',
    message: expect.stringMatching(
      /EACCES.* Fix: run it as the user that the app runs as, such as with sudo -u '#\d+'$/,
    ),
  })
})
