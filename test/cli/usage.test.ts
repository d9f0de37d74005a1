import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nearest } from '../../src/cli/nearest.ts'
import { plainJson, plainText } from '../../src/cli/plain-text.ts'
import { createTerminal } from '../../src/cli/terminal.ts'
import { readTime } from '../../src/cli/time.ts'
import { readUsage } from '../../src/cli/usage.ts'
import { build } from '../../src/cli/build.ts'
import { cat } from '../../src/cli/cat.ts'
import { exportRows } from '../../src/cli/export.ts'
import { forget } from '../../src/cli/forget.ts'
import { copy } from '../../src/cli/copy.ts'
import { stats } from '../../src/cli/stats.ts'
import { WILD_TEXTS } from '../../src/testing/store/sample-events.ts'
import { repository } from '../support/repository.ts'
import { chatEvents, finetap, newLog } from './finetap.ts'

describe('the command line', () => {
  test('has a help that names every verb, and the exit codes', async () => {
    const { code, stdout } = await finetap(['--help'])
    expect(code).toBe(0)
    for (const word of ['cat', 'build', 'export', 'verify', 'diff', 'copy', 'forget', '--dir', '130', '143'])
      expect(stdout).toContain(word)
    // No verb ends with it.
    expect(stdout).not.toMatch(/^ +4 /m)
    const help = await finetap(['forget', '--help'])
    expect(help.stdout).toContain('--user <id>')
    expect(help.code).toBe(0)
  })

  test.for([[['help']], [['help', 'build']], [['help', 'helpp']]] as const)('takes %j for --help', async ([args]) => {
    const [, verb] = args
    const { code, stdout } = await finetap(args)
    expect(code).toBe(0)
    expect(stdout).toBe((await finetap(verb === 'build' ? ['build', '--help'] : ['--help'])).stdout)
  })

  test('knows its version', async () => {
    const { version } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as { version: string }
    for (const args of [['--version'], ['cat', '--version']])
      expect((await finetap(args)).stdout).toContain(`finetap/${version}`)
  })

  test.for([
    [['catt'], 'did you mean finetap cat?'],
    [['cat', '--sinse', '7d'], 'did you mean --since?'],
    [[], 'Usage'],
    [['--bogus', 'cat'], 'There is no flag --bogus'],
    [['build', '--redact'], 'leave it out: it is so unless --no-redact is given'],
    [['build', '--cache-dir', 'x'], 'There is no flag --cache-dir'],
    [['build', 'help'], 'Fix: write finetap build --help'],
  ] as const)('refuses %j with a way out', async ([args, told]) => {
    const { code, stdout, stderr } = await finetap(args)
    expect(code).toBe(2)
    expect(`${stderr}${stdout}`).toContain(told)
    expect(stderr).not.toContain('    at ')
  })

  test('shows where an error arose when it is asked to', async () => {
    expect((await finetap(['cat', '--type', 'x', '--verbose'])).stderr).toContain('    at ')
  })
})

describe('flags', () => {
  test.for(['007', '1e3', '-5', 'true', ' ', '0x10', 'a=b'])('keep the id %j as it was written', (id) => {
    expect(readUsage(forget, ['forget', `--user=${id}`]).text('user')).toBe(id)
  })

  test('keep an id that stands behind a space', () => {
    expect(readUsage(forget, ['forget', '--user', '007']).text('user')).toBe('007')
  })

  test.for([
    [['forget', '--user', '--dry-run'], '--user is followed by --dry-run'],
    [['forget', '--user', ''], '--user has no value'],
    [['forget', '--user'], '--user has no value'],
    [['forget', '--dry-run=no'], '--dry-run takes no value'],
    [['forget', 'a', 'b'], 'one word too many'],
    [['forget', '--user', 'a', '--user', 'b'], '--user is given twice'],
  ] as const)('refuse %j', ([args, told]) => {
    expect(() => readUsage(forget, args)).toThrow(told)
  })

  test.for([
    [build, ['build', 'd2'], 'Fix: write finetap build --to d2'],
    [build, ['build', 'my chats'], "Fix: write finetap build --to 'my chats'"],
    [build, ['build', './chats', './d1'], 'Fix: write finetap build --from ./chats --to ./d1'],
    [build, ['build', './.finetap', './d1'], 'Fix: write finetap build --from ./.finetap --to ./d1'],
    [build, ['build', './d1', './.finetap'], 'Fix: write finetap build --from ./.finetap --to ./d1'],
    [build, ['build', './.finetap'], 'Fix: write finetap build --from ./.finetap --to <place>'],
    [build, ['build', 'app.sqlite', '--to', 'd1'], 'Fix: write finetap build --from app.sqlite'],
    [build, ['build', './.finetap', '--from', 'log'], 'leave it out: build takes flags alone'],
    [exportRows, ['export', './.finetap', 'a.csv'], 'Fix: write finetap export --from ./.finetap --to a.csv'],
    [build, ['build', 'd2', '--to', 'd1'], 'leave it out: build takes flags alone'],
    [build, ['build', '--to', 'd1', '--format', 'chatml', 'csv'], 'before each one: --format csv'],
    [build, ['build', '--to', 'd1', '--samples', '5'], 'leave it out: --samples takes no value'],
    [build, ['build', '--to', 'd1', '--name', 'my', 'chats'], 'put the value of --name in quotes'],
    [stats, ['stats', 'a', 'b'], 'write finetap stats [store]'],
  ] as const)('say what to do about a word too many: %#', ([verb, args, told]) => {
    expect(() => readUsage(verb, args)).toThrow(told)
  })

  test('never take a directory that finetap recorded for the place of a dataset', async () => {
    const log = await newLog(chatEvents(1))
    expect(() => readUsage(build, ['build', log])).toThrow(`write finetap build --from ${log} --to <place>`)
  })

  test('of another verb, and words that are missing, are refused', () => {
    expect(() => readUsage(cat, ['cat', '--tenant', 't'])).toThrow('There is no flag --tenant')
    expect(() => readUsage(copy, ['copy', 'a'])).toThrow('write finetap copy <from> <to>')
    expect(() => readTime('since', 'yesterday')).toThrow('how long ago, such as 7d')
  })

  test.for([
    [cat, ['cat', 'a', '--dir', 'b'], 'Two stores are given'],
    [cat, ['cat', ''], 'address of a store is empty'],
    [cat, ['cat', 'a', '--pretty', '--json'], 'give one of them'],
    [cat, ['cat', 'a', '--since=-1'], '--since is no time'],
    [copy, ['copy', 'a', 'b', '--dir', 'c'], 'copy takes no --dir'],
    [copy, ['copy', 'a', 'b', '--state', './b'], '--state names a store'],
    [copy, ['copy', 'a', 'b', '--state', './no/where'], 'no directory for the file of --state'],
    [copy, ['copy', 'a', 'postgres://b/c', '--resume'], 'name a file with --state'],
  ] as const)('that contradict one another or name nothing are refused: %#', async ([verb, args, told]) => {
    const terminal = createTerminal({ quiet: true, verbose: false, color: false })
    await expect(verb.run(readUsage(verb, args), terminal)).rejects.toThrow(told)
  })

  test('may stand anywhere; what stands behind -- is no flag', () => {
    const given = readUsage(copy, ['copy', 'a', '--resume', '--', '--b'])
    expect(given.words).toEqual(['a', '--b'])
    expect([given.isOn('resume'), given.isOn('json')]).toEqual([true, false])
  })
})

describe('words', () => {
  test('near a known one are recognised, others are not', () => {
    const verbs = ['cat', 'copy', 'compact', 'forget']
    expect(['cta', 'copi', 'compct', 'forgte', 'xyz', '', 'studio'].map((word) => nearest(word, verbs))).toEqual([
      undefined,
      'copy',
      'compact',
      'forget',
      undefined,
      undefined,
      undefined,
    ])
  })

  test('of time are read', () => {
    expect(readTime('since', '2026-01-31')).toBe('2026-01-31T00:00:00.000Z')
    const since = Date.parse(readTime('since', '2h') ?? '')
    expect(Date.now() - since).toBeGreaterThanOrEqual(7_200_000)
    expect(readTime('since', undefined)).toBeUndefined()
  })

  test('of wild texts come back from the JSON, and their letters stay in the plain text', () => {
    for (const text of WILD_TEXTS) expect(JSON.parse(plainJson(text))).toBe(text)
    expect(plainText('Grüße 東京 🗼\tx\r\ny\u2028z\ud800')).toBe('Grüße 東京 🗼\tx\ny\nz\ufffd')
  })
})
