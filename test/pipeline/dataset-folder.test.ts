import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { LogEvent } from '../../src/core/log-event.ts'
import { keep } from '../../src/core/step.ts'
import { buildDataset } from '../../src/datasets.ts'
import { filesIn, plain, temporaryFolder } from './support/building.ts'
import { chats } from './support/generations.ts'

const options = { formats: [plain], steps: [], split: { test: 0.2 } }

async function builtBefore(): Promise<{ readonly to: string; readonly before: Record<string, string> }> {
  const to = join(temporaryFolder(), 'dataset')
  await buildDataset({ ...options, from: chats(20), to })
  return { to, before: await filesIn(to) }
}

async function* breakingAfter(events: readonly LogEvent[]): AsyncGenerator<LogEvent> {
  yield* events
  throw new Error('the disk fell over')
}

describe('an earlier dataset in the folder', () => {
  test('is replaced, also where the new one has fewer files; files of others stay', async () => {
    const { to } = await builtBefore()
    await writeFile(join(to, 'notes.txt'), 'mine')
    await writeFile(join(to, 'plain/notes.txt'), 'mine, too')
    await buildDataset({ ...options, from: chats(30), to, formats: [{ ...plain, name: 'other' }], split: {} })
    expect(Object.keys(await filesIn(to))).toEqual([
      'lineage.jsonl',
      'manifest.json',
      'notes.txt',
      // What was held out once is never trained, whatever the shares are now.
      'other/test.jsonl',
      'other/train.jsonl',
      'plain/notes.txt',
      'report.json',
      'splits.jsonl',
    ])
  })

  test('survives a log that breaks in the middle', async () => {
    const { to, before } = await builtBefore()
    await expect(buildDataset({ ...options, from: breakingAfter(chats(30)), to })).rejects.toThrow('the disk fell over')
    expect(await filesIn(to)).toEqual(before)
  })

  test('survives an abort, in every phase of the build', async () => {
    const { to, before } = await builtBefore()
    for (const phase of ['read', 'fold', 'write']) {
      const abort = new AbortController()
      const built = buildDataset({
        ...options,
        from: chats(50),
        to,
        signal: abort.signal,
        onProgress: (progress) => {
          if (progress.phase === phase) abort.abort()
        },
      })
      await expect(built, phase).rejects.toMatchObject({ name: 'AbortError' })
      expect(await filesIn(to)).toEqual(before)
    }
  })

  test('survives a kill, and the next build clears away what the killed one left', async () => {
    const { to, before } = await builtBefore()
    const script = `
      import { buildDataset } from ${JSON.stringify(join(import.meta.dirname, '../../src/datasets.ts'))}
      import { chats } from ${JSON.stringify(join(import.meta.dirname, 'support/generations.ts'))}
      async function* forever() {
        for (let number = 0; ; number += 1) {
          if (number === 2000) process.stdout.write('deep in')
          yield chats(1, number)[0]
        }
      }
      await buildDataset({ from: forever(), to: ${JSON.stringify(to)}, formats: ['chatml'] })
    `
    const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'close')
    const left = (await readdir(to)).filter((name) => name.startsWith('.'))
    expect(left).toHaveLength(1)
    for (const [file, text] of Object.entries(before)) expect(await readFile(join(to, file), 'utf8')).toBe(text)
    await buildDataset({ ...options, from: chats(20), to })
    expect(await filesIn(to)).toEqual(before)
    expect((await readdir(to)).filter((name) => name.startsWith('.'))).toEqual([])
  })
})

describe('a build', () => {
  test('leaves nothing where nothing was, when it fails', async () => {
    const to = join(temporaryFolder(), 'a/b/c')
    await expect(buildDataset({ ...options, from: breakingAfter(chats(3)), to })).rejects.toThrow('the disk fell over')
    expect(existsSync(join(to, '../..'))).toBe(false)
  })

  test('ends at once on an abort although the log never answers', async () => {
    const silent = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) }
    const to = join(temporaryFolder(), 'new')
    const built = buildDataset({ ...options, from: silent, to, signal: AbortSignal.timeout(50) })
    await expect(built).rejects.toMatchObject({ name: 'TimeoutError' })
    expect(existsSync(to)).toBe(false)
  })

  test('that is aborted before it starts reads nothing', async () => {
    let asked = false
    const source = { read: () => ((asked = true), breakingAfter([])) }
    const built = buildDataset({ ...options, from: source, to: temporaryFolder(), signal: AbortSignal.abort() })
    await expect(built).rejects.toMatchObject({ name: 'AbortError' })
    expect(asked).toBe(false)
  })

  test('keeps its copy of the log to itself while it runs', async () => {
    const to = temporaryFolder()
    const modes: string[] = []
    const look = {
      name: 'look',
      version: 1,
      apply: (example: Parameters<typeof keep>[0]) => {
        const [hidden = ''] = readdirSync(to).filter((name) => name.startsWith('.'))
        modes.push((statSync(join(to, hidden)).mode & 0o777).toString(8))
        return keep(example)
      },
    }
    await buildDataset({ ...options, from: chats(1), to, steps: [look] })
    expect(modes).toEqual(['700'])
  })

  test('refuses a folder that is a file, or lies below one', async () => {
    const file = join(temporaryFolder(), 'file')
    await writeFile(file, 'precious')
    for (const to of [file, join(file, 'below')]) {
      const built = buildDataset({ ...options, from: chats(3), to })
      await expect(built).rejects.toMatchObject({
        code: 'output_unwritable',
        message: expect.stringContaining('Fix: choose another place'),
      })
    }
    expect(await readFile(file, 'utf8')).toBe('precious')
  })

  test('replaces no file that it did not write', async () => {
    for (const foreign of ['plain/test.jsonl', 'manifest.json', 'report.json']) {
      const to = temporaryFolder()
      await mkdir(join(to, 'plain'))
      await writeFile(join(to, foreign), '{"mine":true}')
      const built = buildDataset({ ...options, from: breakingAfter([]), to })
      await expect(built).rejects.toMatchObject({
        code: 'output_unwritable',
        message: expect.stringContaining(`${foreign} is in the way`),
      })
      expect(await filesIn(to)).toEqual({ [foreign]: '{"mine":true}' })
    }
  })

  test('says so where its own manifest is missing or torn, and what to do', async () => {
    for (const [state, damage] of [
      ['missing', (file: string) => rm(file)],
      ['damaged', (file: string) => writeFile(file, '{"schemaVersion":1,"finet')],
    ] as const) {
      const to = temporaryFolder()
      await buildDataset({ from: chats(3), to, steps: [] })
      await damage(join(to, 'manifest.json'))
      const before = await filesIn(to)
      const error: unknown = await buildDataset({ from: chats(3), to, steps: [] }).catch((cause: unknown) => cause)
      const message = expect.stringMatching(
        `^The manifest of the dataset in .* is ${state}: .*leave splits\\.jsonl: it knows`,
      )
      expect(error).toMatchObject({ code: 'output_unwritable', message })
      expect(String(error)).not.toContain('yours')
      expect(await filesIn(to)).toEqual(before)
    }
  })

  test('removes nothing outside its folder, whatever a manifest there lists', async () => {
    const { to } = await builtBefore()
    const outside = join(to, '../outside.jsonl')
    await writeFile(outside, 'mine')
    const manifest = JSON.parse(await readFile(join(to, 'manifest.json'), 'utf8')) as { outputs: { file: string }[] }
    manifest.outputs.push({ file: '../outside.jsonl' }, { file: outside })
    await writeFile(join(to, 'manifest.json'), JSON.stringify(manifest))
    await buildDataset({ ...options, from: chats(20), to })
    expect(await readFile(outside, 'utf8')).toBe('mine')
  })
})

test('of two builds into one folder at once, one stays whole, and the next build is not in their way', async () => {
  for (let round = 0; round < 5; round += 1) {
    const to = temporaryFolder()
    await Promise.all([
      buildDataset({ from: chats(40), to, formats: ['chatml'], split: {} }),
      buildDataset({ from: chats(41, 7), to, formats: ['alpaca'], split: {} }),
    ])
    expect(readdirSync(to).filter((name) => name === 'alpaca' || name === 'chatml')).toHaveLength(1)
    await buildDataset({ from: chats(40), to, formats: ['chatml', 'alpaca'], split: {} })
  }
})

test('what a killed build with the id of this process left is removed', async () => {
  const to = temporaryFolder()
  mkdirSync(join(to, `.finetap-build-${process.pid}-abcdef`))
  await buildDataset({ from: chats(3), to, split: {} })
  expect(readdirSync(to).filter((name) => name.startsWith('.'))).toEqual([])
})

test('a build whose ledger is gone says that rows may have moved', async () => {
  const to = temporaryFolder()
  const codes = async (): Promise<readonly string[]> => {
    const { report } = await buildDataset({
      from: chats(30),
      to,
      formats: [plain],
      steps: [],
      redact: false,
      split: { test: 0.3 },
    })
    return report.warnings.map(({ code }) => code)
  }
  expect(await codes()).toEqual([])
  expect(await codes()).toEqual([])
  await rm(join(to, 'splits.jsonl'))
  expect(await codes()).toEqual(['ledger_lost'])
  expect(await codes()).toEqual([])
})
