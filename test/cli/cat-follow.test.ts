import type { ChildProcess } from 'node:child_process'
import { on, once } from 'node:events'
import { appendFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, onTestFinished, test } from 'vitest'
import { cat } from '../../src/cli/cat.ts'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import { sqliteStore } from '../../src/storage/sqlite/index.ts'
import { sampleFeedback, sampleGeneration } from '../../src/testing/store/sample-events.ts'
import { linesOf, newFolder, newLog, runVerb, startFinetap } from './finetap.ts'

type Following = { readonly child: ChildProcess; readonly next: () => Promise<string> }

/** Starts `cat --follow`, and gives its lines as they come. It is gone when the test is over. */
function following(args: readonly string[]): Following {
  const child = startFinetap(['cat', '--follow', ...args])
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  if (child.stdout === null) throw new Error('it has an output')
  const lines = on(createInterface({ input: child.stdout }), 'line')
  return { child, next: async () => String((await lines.next()).value?.[0]) }
}

const idOf = (line: string): string => (JSON.parse(line) as { id: string }).id

describe('finetap cat --follow', () => {
  test('prints what is there, then what comes, also of other writers, and ends whole with Ctrl-C', async () => {
    const dir = await newLog([sampleGeneration('g1')])
    const { child, next } = following([dir])
    expect(idOf(await next())).toBe('g1')
    const store = jsonlStore(dir)
    await store.append([sampleGeneration('g2')])
    expect(idOf(await next())).toBe('g2')
    const other = jsonlStore(dir)
    await other.append([sampleFeedback('f1', 'g2')])
    expect(idOf(await next())).toBe('f1')
    await store.append([sampleGeneration('g3')])
    expect(idOf(await next())).toBe('g3')
    await Promise.all([store.close(), other.close()])
    child.kill('SIGINT')
    expect(await once(child, 'close')).toEqual([130, null])
  })

  test('waits for the end of a line that is being written, and says nothing of it', async () => {
    const dir = await newLog([sampleGeneration('g1')])
    const { child, next } = following([dir])
    let told = ''
    child.stderr?.on('data', (chunk: Buffer) => (told += String(chunk)))
    await next()
    const [segment = ''] = (await readdir(dir)).filter((name) => name.endsWith('.jsonl'))
    const line = JSON.stringify(sampleGeneration('g2'))
    await appendFile(join(dir, segment), line.slice(0, 40))
    const store = jsonlStore(dir)
    await store.append([sampleGeneration('g3')])
    expect(idOf(await next())).toBe('g3')
    await appendFile(join(dir, segment), `${line.slice(40)}\n`)
    expect(idOf(await next())).toBe('g2')
    await store.close()
    child.kill('SIGTERM')
    expect(await once(child, 'close')).toEqual([143, null])
    expect(told).toBe('')
  })

  test('follows a database, and shows conversations', async () => {
    const path = join(await newFolder(), 'chats.sqlite')
    const store = sqliteStore(path)
    onTestFinished(() => store.close())
    await store.append([sampleGeneration('g1')])
    const { next } = following([path, '--pretty', '--no-color', '--type', 'feedback'])
    await store.append([sampleGeneration('g2'), sampleFeedback('f1', 'g2')])
    expect(await next()).toMatch(/ feedback$/)
  })

  test('asks for an end where there must be one', async () => {
    for (const asked of [['--json'], ['--until', '2026-01-31']])
      await expect(runVerb(cat, ['--follow', ...asked])).rejects.toThrow('--follow has no end')
  })
})

test('finetap cat --user prints what somebody said, and how it was judged', async () => {
  const dir = await newLog([
    sampleGeneration('a1', { userId: 'ada' }),
    sampleGeneration('b1', { userId: 'bob' }),
    sampleGeneration('n1'),
    sampleFeedback('fa', 'a1'),
    sampleFeedback('fb', 'b1'),
    { ...sampleFeedback('fc', 'b1'), by: 'ada' },
  ])
  const ids = async (...args: readonly string[]): Promise<readonly string[]> =>
    linesOf((await runVerb(cat, [dir, ...args])).stdout).map((line) => (line as { id: string }).id)
  expect(await ids('--user', 'ada')).toEqual(['a1', 'fa', 'fc'])
  expect(await ids('--user', 'bob', '--type', 'feedback')).toEqual(['fb', 'fc'])
  expect(await runVerb(cat, [dir, '--user', 'nobody'])).toMatchObject({ code: 3, stdout: '' })
})
