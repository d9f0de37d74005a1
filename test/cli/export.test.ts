import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { build } from '../../src/cli/build.ts'
import { exportRows } from '../../src/cli/export.ts'
import { textMessage } from '../../src/core/message.ts'
import { sampleGeneration } from '../../src/testing/store/sample-events.ts'
import { chatEvents, finetap, linesOf, newFolder, newLog, runVerb, startFinetap } from './finetap.ts'

test('finetap export writes one file, and tells what became of the log', async () => {
  const from = await newLog(chatEvents(12))
  const to = join(dirname(from), 'chats.csv')
  const { code, stdout, stderr } = await runVerb(exportRows, ['--from', from, '--to', to, '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ to, format: 'csv', rows: 12, report: { generations: { read: 12 } } })
  expect(stderr).toMatch(/\nfinetap: 12 rows of csv in .*chats\.csv\n$/)
  // It never splits.
  expect(stderr).toMatch(/\n {2}csv {2}12 rows\n/)
  expect(stderr).not.toMatch(/validation|split/)
  expect((await readFile(to, 'utf8')).trimEnd().split('\n')).toHaveLength(13)
})

test('finetap export --to - prints rows and nothing else', async () => {
  const from = await newLog(chatEvents(12))
  const { code, stdout, stderr } = await finetap(['export', '--from', from, '--to', '-'])
  expect(code).toBe(0)
  expect(linesOf(stdout)).toHaveLength(12)
  expect(linesOf(stdout)[0]).toMatchObject({ messages: [{ role: 'user' }, { role: 'assistant' }] })
  expect(stderr).toMatch(/finetap: 12 rows of chatml\n$/)
})

test('a reader that has seen enough is no failure, and no copy of the log is left', async () => {
  const from = await newLog(chatEvents(900), 8_000_000)
  const temporary = await newFolder()
  const rules = ['near-duplicates', 'language', 'repetition', 'refusals', 'trivial'].flatMap((rule) => [
    '--rule',
    `${rule}=off`,
  ])
  const child = startFinetap(['export', '--from', from, '--to=-', '--no-redact', ...rules], { TMPDIR: temporary })
  let told = ''
  child.stderr?.on('data', (chunk: Buffer) => (told += String(chunk)))
  child.stdout?.once('data', () => child.stdout?.destroy())
  const [code] = (await once(child, 'close')) as [number]
  expect({ code, told }).toEqual({ code: 0, told: '' })
  expect(await readdir(temporary)).toEqual([])
})

test('what is exported goes neither over the store that is read nor into a log', async () => {
  const from = await newLog(chatEvents(3))
  const before = await readdir(from)
  const file = join(dirname(from), 'chats.sqlite')
  await writeFile(file, 'as it was')
  for (const [store, to] of [
    [file, file],
    [from, from],
    [from, join(from, 'rows.jsonl')],
  ] as const) {
    await expect(runVerb(exportRows, ['--from', store, '--to', to])).rejects.toThrow('name a place outside of it')
  }
  expect([await readFile(file, 'utf8'), await readdir(from)]).toEqual(['as it was', before])
})

test('what is exported goes into no dataset, also through a link, and not where one lost its manifest', async () => {
  const from = await newLog(chatEvents(40))
  const dataset = join(dirname(from), 'support')
  await runVerb(build, ['--from', from, '--to', dataset])
  const link = join(dirname(from), 'latest.jsonl')
  await symlink(join(dataset, 'chatml/train.jsonl'), link)
  const before = await readFile(link, 'utf8')
  const files = ['chatml/train.jsonl', 'chatml/extra.jsonl', 'manifest.json'].map((file) => join(dataset, file))
  for (const to of [...files, link]) {
    await expect(runVerb(exportRows, ['--from', from, '--to', to])).rejects.toMatchObject({
      code: 'bad_option',
      message: expect.stringMatching(/lies in the dataset .*support: .* Fix: name a file outside of it/),
    })
  }
  await expect(runVerb(exportRows, ['--from', from, '--to', dataset])).rejects.toThrow(/support is a dataset: /)
  await rm(join(dataset, 'manifest.json'))
  await expect(runVerb(exportRows, ['--from', from, '--to', link])).rejects.toThrow('lies in the dataset')
  expect(await readFile(link, 'utf8')).toBe(before)
  expect(await readdir(join(dataset, 'chatml'))).toEqual(['train.jsonl'])
  // Of a web app.
  await writeFile(join(dirname(from), 'manifest.json'), '{"name":"shop"}')
  await runVerb(exportRows, ['--from', from, '--to', join(dirname(from), 'chats.jsonl')])
})

test('refuses what contradicts itself, and formats and places that are none', async () => {
  const from = await newLog(chatEvents(3))
  const run = (...args: readonly string[]): Promise<unknown> => runVerb(exportRows, ['--from', from, ...args])
  await expect(run('--to=-', '--json')).rejects.toMatchObject({ code: 'bad_option' })
  await expect(run()).rejects.toThrow('write finetap export --to <file>')
  await expect(run('--to=-', '--format', 'jsno')).rejects.toMatchObject({ code: 'unknown_format' })
  await expect(run('--to', dirname(from))).rejects.toThrow(/is a folder. Fix: name a file/)
  await expect(run('--to', join(from, '../no/where.csv'))).rejects.toThrow('create the folder first')
})

test.skipIf(!existsSync('/dev/full'))('a full disk is said once, with 1', async () => {
  const from = await newLog(chatEvents(3))
  const { code, stderr } = await finetap(['export', '--from', from, '--to', '/dev/full', '--quiet'])
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(/^finetap: .*the disk is full. Fix: .*\n$/),
  })
})

test('finetap export --escape-formulas writes CSV for spreadsheets, and nothing else', async () => {
  const answer = textMessage('assistant', '=1+1 is two, and that is a formula.')
  const from = await newLog([
    sampleGeneration('g', { messages: [textMessage('user', 'What is 1+1, please?')], answer }),
  ])
  const to = join(dirname(from), 'chats.csv')
  const plainly = await runVerb(exportRows, ['--from', from, '--to', to])
  expect(plainly.stderr).toMatch(/1 cell of csv begins with = [^]*--escape-formulas/)
  expect(await readFile(to, 'utf8')).toContain(',"=1+1 is two,')
  const escaped = await runVerb(exportRows, ['--from', from, '--to', to, '--escape-formulas'])
  expect(escaped.stderr).not.toContain('formula')
  expect(await readFile(to, 'utf8')).toContain(`,"'=1+1 is two,`)
  const refused = runVerb(exportRows, ['--from', from, '--to', '-', '--escape-formulas'])
  await expect(refused).rejects.toThrow('--escape-formulas is for csv alone. Fix: add --format csv')
})
