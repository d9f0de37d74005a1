import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { lowdbStore } from '../../src/storage/lowdb/index.ts'
import { postgresStore } from '../../src/storage/postgres/index.ts'
import { sampleConversation, sampleGeneration } from '../../src/testing/store/sample-events.ts'

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'finetap-warnings-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

function heardWarnings() {
  const heard = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  onTestFinished(() => heard.mockRestore())
  return heard
}

test('an app that listens to nobody is warned once that PostgreSQL is down, without the password', async () => {
  const heard = heardWarnings()
  const outbox = join(await newFolder(), 'outbox')
  const store = postgresStore({ url: 'postgres://app:hunter2@127.0.0.1:9/none', outbox, patienceMs: 500 })
  await store.append([sampleGeneration('g1')])
  await vi.waitFor(() => expect(heard).toHaveBeenCalled(), { timeout: 5_000 })
  // Fails again, and is told the same.
  await store.close()
  expect(heard.mock.calls).toEqual([
    [expect.stringContaining('cannot be sent to PostgreSQL'), { type: 'FinetapWarning', code: 'store_failed' }],
  ])
  expect(JSON.stringify(heard.mock.calls)).not.toContain('hunter2')
})

test('an app that listens is told, and not warned', async () => {
  const heard = heardWarnings()
  const outbox = join(await newFolder(), 'outbox')
  const onError = vi.fn<() => void>()
  const store = postgresStore({ url: 'postgres://app@127.0.0.1:9/none', outbox, patienceMs: 0, onError })
  await store.append([sampleGeneration('g1')])
  await vi.waitFor(() => expect(onError).toHaveBeenCalled(), { timeout: 5_000 })
  await store.close()
  expect(heard).not.toHaveBeenCalled()
})

test('an app that listens to nobody is warned that a document was mended', async () => {
  const heard = heardWarnings()
  const file = join(await newFolder(), 'chats.json')
  const [first, ...more] = sampleConversation('a', 3)
  const before = lowdbStore(file)
  await before.append(first === undefined ? [] : [first])
  await before.append(more)
  await before.close()
  await writeFile(file, 'nothing of it')
  const store = lowdbStore(file)
  await store.append([sampleGeneration('next')])
  await store.close()
  expect(heard.mock.calls).toEqual([
    [expect.stringContaining(`The document ${file} is mended`), { type: 'FinetapWarning', code: 'source_unreadable' }],
  ])
})
