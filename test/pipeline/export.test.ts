import { execFileSync, spawn } from 'node:child_process'
import { lstatSync, readFileSync, symlinkSync } from 'node:fs'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { LogEvent } from '../../src/core/log-event.ts'
import { drop, type Step } from '../../src/core/step.ts'
import { exportDataset } from '../../src/datasets.ts'
import { repository, runCommand } from '../support/repository.ts'
import { plain, rowsIn, temporaryFolder } from './support/building.ts'
import { chats } from './support/generations.ts'

const unchanged = { format: plain, steps: [], redact: false } as const

describe('an export to a file', () => {
  test('holds every example, and its report adds up', async () => {
    const to = join(temporaryFolder(), 'chats.jsonl')
    const exported = await exportDataset({ ...unchanged, from: chats(12), to })
    expect(rowsIn(await readFile(to, 'utf8'))).toHaveLength(12)
    expect(exported).toMatchObject({
      to,
      format: 'plain',
      rows: 12,
      report: { generations: { read: 12, kept: 12 }, warnings: [] },
    })
    expect((await stat(to)).nlink).toBe(1)
  })

  test('is in the format of its ending, where none is named', async () => {
    const folder = temporaryFolder()
    const wanted = {
      'a.csv': 'csv',
      'a.CSV': 'csv',
      'a.json': 'json',
      'a.jsonl': 'chatml',
      a: 'chatml',
      '.csv': 'chatml',
    }
    for (const [name, format] of Object.entries(wanted)) {
      const to = join(folder, name)
      expect(await exportDataset({ from: chats(2), to })).toMatchObject({ format })
    }
    expect(await readFile(join(folder, 'a.csv'), 'utf8')).toMatch(/^[^{\n]+,/)
    const to = join(folder, 'named.csv')
    expect(await exportDataset({ from: chats(2), to, format: 'alpaca' })).toMatchObject({ format: 'alpaca' })
  })

  test('is refused for an ending that no format keeps, unless one is named', async () => {
    const folder = temporaryFolder()
    for (const name of ['chats.csv.gz', 'chats.tsv', 'chats.PARQUET']) {
      const to = join(folder, name)
      await expect(exportDataset({ from: chats(2), to })).rejects.toMatchObject({ code: 'bad_option' })
      expect(await exportDataset({ from: chats(2), to, format: 'chatml' })).toMatchObject({ rows: 2 })
    }
  })

  test('replaces an earlier one in one go: one that fails leaves it as it was, and nothing beside it', async () => {
    const folder = temporaryFolder()
    const to = join(folder, 'chats.jsonl')
    await writeFile(to, 'precious')
    async function* breaking(): AsyncGenerator<LogEvent> {
      yield* chats(5)
      throw new Error('no more')
    }
    await expect(exportDataset({ ...unchanged, from: breaking(), to })).rejects.toThrow('no more')
    expect(await readFile(to, 'utf8')).toBe('precious')
    const abort = AbortSignal.abort()
    await expect(exportDataset({ ...unchanged, from: chats(5), to, signal: abort })).rejects.toMatchObject({
      name: 'AbortError',
    })
    expect(await readFile(to, 'utf8')).toBe('precious')
    await exportDataset({ ...unchanged, from: chats(5), to })
    expect(rowsIn(await readFile(to, 'utf8'))).toHaveLength(5)
    expect(await readdir(folder)).toEqual(['chats.jsonl'])
  })

  test('goes through a symbolic link and leaves it a link', async () => {
    const folder = temporaryFolder()
    await writeFile(join(folder, 'real.jsonl'), 'old')
    symlinkSync('real.jsonl', join(folder, 'latest.jsonl'))
    await exportDataset({ ...unchanged, from: chats(2), to: join(folder, 'latest.jsonl') })
    expect(lstatSync(join(folder, 'latest.jsonl')).isSymbolicLink()).toBe(true)
    expect(rowsIn(readFileSync(join(folder, 'real.jsonl'), 'utf8'))).toHaveLength(2)
  })

  test('refuses a folder, a file as folder, and a folder that is not there', async () => {
    const folder = temporaryFolder()
    await mkdir(join(folder, 'sub'))
    await writeFile(join(folder, 'file'), '')
    for (const [to, fix] of [
      ['sub', 'name a file'],
      ['file/x.jsonl', 'choose another place'],
      ['none/x.jsonl', 'create the folder first'],
    ] as const) {
      const exported = exportDataset({ ...unchanged, from: chats(1), to: join(folder, to) })
      await expect(exported, to).rejects.toMatchObject({
        code: 'output_unwritable',
        message: expect.stringContaining(fix),
      })
    }
    expect(await readdir(folder)).toEqual(['file', 'sub'])
  })

  test('is whole and valid when no example is left', async () => {
    const folder = temporaryFolder()
    const none: Step = { name: 'none', version: 1, apply: (example) => drop(example, 'no') }
    const options = { from: chats(1), steps: [none], allowEmpty: true }
    await exportDataset({ ...options, to: join(folder, 'a.json'), format: 'json' })
    const { report } = await exportDataset({ ...options, to: join(folder, 'a.csv'), format: 'csv' })
    expect(JSON.parse(await readFile(join(folder, 'a.json'), 'utf8'))).toEqual([])
    expect(await readFile(join(folder, 'a.csv'), 'utf8')).toMatch(/^id,timestamp,[a-z_,]+\n$/)
    expect(report.warnings.map(({ code }) => code)).toEqual(['nothing_kept'])
  })
})

describe.skipIf(process.platform === 'win32')('an export to what is no regular file', () => {
  const script = `
    import { exportDataset } from ${JSON.stringify(join(repository, 'src/datasets.ts'))}
    import { chats } from ${JSON.stringify(join(import.meta.dirname, 'support/generations.ts'))}
    await exportDataset({ from: chats(3000), to: process.argv[1], format: 'chatml' })
  `
  const command = `"${process.execPath}" --input-type=module-typescript --eval "$SCRIPT"`
  const shell = (line: string, cwd?: string) =>
    runCommand('sh', ['-c', line], { env: { SCRIPT: script }, ...(cwd === undefined ? {} : { cwd }) })

  test('streams to /dev/stdout: into a socket, a pipe, a file, and the end of a file', async () => {
    const folder = temporaryFolder()
    const socket = await runCommand(process.execPath, [
      '--input-type=module-typescript',
      '--eval',
      script,
      '/dev/stdout',
    ])
    expect(socket.stderr).toBe('')
    expect(rowsIn(socket.stdout)).toHaveLength(3000)
    const pipe = await shell(`${command} /dev/stdout | wc -l`)
    expect([pipe.stdout.trim(), pipe.stderr]).toEqual(['3000', ''])
    await writeFile(join(folder, 'out'), 'kept\n')
    const file = await shell(`${command} /dev/stdout >> out`, folder)
    expect(file.stderr).toBe('')
    const [first, ...rest] = readFileSync(join(folder, 'out'), 'utf8').trimEnd().split('\n')
    expect([first, rest.length]).toEqual(['kept', 3000])
    const descriptor = await shell(`${command} /dev/fd/3 3>> out`, folder)
    expect(descriptor.stderr).toBe('')
    expect(readFileSync(join(folder, 'out'), 'utf8').trimEnd().split('\n')).toHaveLength(6001)
  })

  test('says so when the reader of /dev/stdout goes away', async () => {
    const { stdout, stderr } = await shell(`(${command} /dev/stdout; echo code $? >&2) | head -c 1`)
    expect(stdout).toBe('{')
    expect(stderr).toMatch(/Cannot write to \/dev\/stdout: the reader went away/)
    expect(stderr).toContain('code 1')
  })

  test('streams into a named pipe, and leaves devices what they are', async () => {
    const folder = temporaryFolder()
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    const reader = spawn('wc', ['-l', pipe], { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void reader.kill())
    const counted = new Promise((done) => reader.stdout.on('data', done))
    await exportDataset({ ...unchanged, from: chats(7), to: pipe })
    expect(lstatSync(pipe).isFIFO()).toBe(true)
    expect(String(await counted)).toMatch(/^7 /)
    await exportDataset({ ...unchanged, from: chats(7), to: '/dev/null' })
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true)
  })
})
