import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compact } from '../../src/cli/compact.ts'
import { createTerminal } from '../../src/cli/terminal.ts'
import { readDuration } from '../../src/cli/time.ts'
import { readUsage } from '../../src/cli/usage.ts'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import { sampleGeneration } from '../../src/testing/store/sample-events.ts'
import { finetap, linesOf, newFolder } from './finetap.ts'

describe('finetap compact', () => {
  test('merges the files of many short runs, and cat reads the same', async () => {
    const dir = join(await newFolder(), 'log')
    const events = Array.from({ length: 12 }, (_, run) => sampleGeneration(`g${run}`))
    for (const event of events) {
      const store = jsonlStore(dir)
      await store.append([event])
      await store.close()
    }
    const { code, stdout, stderr } = await finetap(['compact', dir, '--json', '--compress-after', '0m'])
    expect(code, stderr).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ busy: false, merged: 12, mergedInto: 1 })
    expect(stderr).toContain('12 files are merged into 1')
    expect((await readdir(dir)).filter((name) => name.includes('jsonl'))).toHaveLength(1)
    expect(linesOf((await finetap(['cat', dir])).stdout)).toEqual(events)
    expect((await finetap(['compact', dir])).stderr).toBe('finetap: there was nothing to tidy\n')
  })

  test('refuses what it does not understand', async () => {
    const size = await finetap(['compact', '--keep-bytes', '10GiB'])
    expect(size).toMatchObject({ code: 2, stderr: expect.stringContaining('500MB, 20GB') })
    const given = readUsage(compact, ['compact', '--dir', 'x.sqlite'])
    await expect(compact.run(given, createTerminal(QUIET))).rejects.toThrow('is no directory of a log')
    expect(() => readDuration('keep', 'long')).toThrow('write 90m, 12h, 7d or 2w')
  })
})

const QUIET = { quiet: true, verbose: false, color: false }
