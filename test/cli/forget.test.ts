import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import { generationIds, readAll } from '../../src/testing/store/place.ts'
import { sampleGeneration } from '../../src/testing/store/sample-events.ts'
import { forget } from '../../src/cli/forget.ts'
import { finetap, newFolder, newLog, runVerb } from './finetap.ts'

const EVENTS = [
  sampleGeneration('g1', { userId: '007', tenantId: 't' }),
  sampleGeneration('g2', { userId: '7', conversationId: 'c' }),
  sampleGeneration('g3', { userId: '007' }),
]

describe('finetap forget', () => {
  test('counts first, when it is asked to, and writes nothing', async () => {
    const dir = await newLog(EVENTS)
    const before = await readdir(dir)
    const { code, stdout } = await finetap(['forget', '--user', '007', '--dry-run', '--json', '--dir', dir])
    expect({ code, said: JSON.parse(stdout) as unknown }).toEqual({ code: 0, said: { dryRun: true, hidden: 2 } })
    expect(await readAll(jsonlStore(dir))).toEqual(EVENTS)
    expect(await readdir(dir)).toEqual(before)
  })

  test('erases exactly whom it was told', async () => {
    const dir = await newLog(EVENTS)
    const { code, stdout, stderr } = await finetap(['forget', '--user', '007', '--reason', 'asked', '--json'], {
      FINETAP_DIR: dir,
    })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ hidden: 2 })
    expect(stderr).toContain('generations hidden: 2, of them removed: 2')
    const events = await readAll(jsonlStore(dir))
    expect(generationIds(events)).toEqual(['g2'])
    expect(events.at(-1)).toMatchObject({ type: 'erasure', reason: 'asked' })
    // In quotes: the digits alone may stand in the mark of the erasure by chance.
    expect((await finetap(['cat', dir])).stdout).not.toContain('"007"')
  })

  test('says that datasets and caches elsewhere may still hold it, unless it was told to look', async () => {
    const dir = await newLog(EVENTS)
    const counted = await runVerb(forget, [dir, '--user', '007', '--dry-run'])
    expect(counted.stderr).toContain('datasets may still hold the rows: look through them with --datasets <folder>')
    const looked = await runVerb(forget, [dir, '--user', '007', '--datasets', await newFolder()])
    expect(looked.stderr).not.toContain('may still hold the rows')
    const { stderr } = await runVerb(forget, [dir, '--user', '7'])
    expect(stderr).toContain('--datasets <folder>')
    expect(stderr).toContain('--cache holds chats until the next build with it')
  })

  test('says when there is nothing, and makes no log', async () => {
    const dir = await newLog(EVENTS)
    expect((await finetap(['forget', '--conversation', 'nobody', '--dry-run', '--dir', dir])).code).toBe(3)
    const folder = await newFolder()
    expect((await finetap(['forget', '--user', 'u', '--dir', join(folder, 'log')])).code).toBe(1)
    expect(await readdir(folder)).toEqual([])
  })

  test.for([
    [['--user', 'Visitor-7'], 'nothing here is of the user Visitor-7; did you mean visitor-7?'],
    [['--user', 'c-9'], 'nothing here is of the user c-9; write --conversation c-9 if it is meant'],
    [['--user', 'visitor-8'], 'nothing here is of the user visitor-8'],
    [['--generation', 'g9'], 'nothing here is of the generation g9'],
  ] as const)('names what is near when nothing is found: %j', async ([flags, told]) => {
    const dir = await newLog([sampleGeneration('g1', { userId: 'visitor-7', conversationId: 'c-9' })])
    for (const more of [['--dry-run'], []]) {
      const { code, stderr } = await runVerb(forget, [dir, ...flags, ...more])
      expect({ code, line: stderr.split('\n').find((line) => line.includes('nothing here')) }).toEqual({
        code: 3,
        line: `finetap: ${told}`,
      })
    }
  })

  test('needs exactly one whom to forget', async () => {
    const { code, stderr } = await finetap(['forget', '--user', 'a', '--tenant', 'b'])
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('--user <id>') })
  })
})
