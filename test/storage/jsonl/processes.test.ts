import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { generationIds } from '../../../src/testing/store/place.ts'
import { sampleConversation } from '../../../src/testing/store/sample-events.ts'
import { start, type Child } from './child.ts'
import { newPath, readout, segmentsIn } from './folder.ts'

const PROGRAM = fileURLToPath(new URL('../../support/writer-process.ts', import.meta.url))

describe('processes that share a directory', () => {
  test('write files of their own, and every process reads all of it', async () => {
    const dir = await newPath()
    const writers = ['a', 'b', 'c'].map((name) => startWriter([dir, name, '50']))
    await Promise.all(writers.map(({ ended }) => ended))
    expect((await segmentsIn(dir)).length).toBe(3)
    const { events, damages } = await readout(jsonlStore(dir))
    expect(damages).toEqual([])
    expect(events.length).toBe(150)
    for (const name of ['a', 'b', 'c']) {
      expect(events.filter(({ id }) => id.startsWith(`${name}-`))).toEqual(sampleConversation(name, 50))
    }
  })

  test('may be killed at any moment: what was acknowledged is there', async () => {
    const dir = await newPath()
    const writer = startWriter([dir, 'a', '3000'])
    await writer.said(200)
    writer.process.kill('SIGKILL')
    await writer.ended
    const { events, damages } = await readout(jsonlStore(dir))
    const kept = writer.lines.filter((line) => line.startsWith('kept ')).map((line) => line.slice(5))
    expect(generationIds(events).slice(0, kept.length)).toEqual(kept)
    expect(kept.length).toBeGreaterThanOrEqual(200)
    expect(damages.every(({ reason }) => reason === 'torn')).toBe(true)
  })

  test('are read while they write: every round goes on where the last one ended', async () => {
    const dir = await newPath()
    const writers = ['a', 'b'].map((name) => startWriter([dir, name, '400']))
    await Promise.all(writers.map(({ said }) => said(1)))
    const store = jsonlStore(dir)
    const ids: string[] = []
    let after: string | undefined
    let isLast = false
    while (!isLast) {
      isLast = writers.every(({ process: { exitCode } }) => exitCode !== null)
      for await (const { event, cursor } of store.scan(after === undefined ? {} : { after })) {
        ids.push(event.id)
        after = cursor
      }
    }
    for (const name of ['a', 'b']) {
      const expected = sampleConversation(name, 400).map(({ id }) => id)
      expect(ids.filter((id) => id.startsWith(`${name}-`))).toEqual(expected)
    }
  })

  test.skipIf(process.platform === 'win32')('meet a limit on file sizes in the middle of a line', async () => {
    const dir = await newPath()
    // In blocks of 512 or 1,024 bytes, depending on the shell.
    const limited = ['-c', 'ulimit -f 64; exec "$0" "$@"', process.execPath, PROGRAM, 'jsonl', dir, 'a', '200']
    const writer = start('sh', limited)
    await writer.ended
    const { events, damages } = await readout(jsonlStore(dir))
    const kept = writer.lines.filter((line) => line.startsWith('kept ')).map((line) => line.slice(5))
    const failed = writer.lines.filter((line) => line.startsWith('failed '))
    expect(failed.length).toBeGreaterThan(0)
    expect(failed.every((line) => line.endsWith(' store_failed'))).toBe(true)
    expect(damages).toEqual([])
    expect(generationIds(events)).toEqual(kept)
    // A new file has room again.
    expect(kept).toContain('a-199')
  })
})

function startWriter(options: readonly string[]): Child {
  return start(process.execPath, [PROGRAM, 'jsonl', ...options])
}
