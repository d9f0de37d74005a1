import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { splitOptionsOf, stepOptionsOf, threadsOf } from '../../src/cli/build/options.ts'
import { readRules } from '../../src/cli/build/rules.ts'
import { build } from '../../src/cli/build.ts'
import { readUsage } from '../../src/cli/usage.ts'
import { defaultSteps } from '../../src/datasets.ts'
import { newFolder } from './finetap.ts'

const given = (...args: readonly string[]) => readUsage(build, ['build', ...args])

describe('--rule', () => {
  test('takes every rule there is, and the steps take what it gives', () => {
    const texts = `error-replies=flag content=drop templateLeaks=flag tail-loops=off repetition=drop refusals=drop
      identity=drop system-leaks=off language=drop dissatisfaction=flag trivial=drop near-duplicates=flag bursts=off
      unfinished=off empty=off structure=off short=off exact-duplicates=off feedback=drop tools=drop length=8000
      prompt-cap=3 user-cap=100 contamination=eval.jsonl`.split(/\s+/)
    const rules = readRules(texts)
    expect(rules).toMatchObject({
      errorReplies: 'flag',
      tailLoops: false,
      exactDuplicates: false,
      feedback: { down: 'drop' },
      tools: { undeclared: 'drop', arguments: 'drop' },
      length: { characters: 8_000 },
      userCap: { rows: 100 },
      contamination: { files: ['eval.jsonl'] },
    })
    const all = { rules: { ...rules, ...stepOptionsOf(given('--exclude-model', 'old')).rules } }
    const names = defaultSteps(all).map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['select-models', 'limit-length', 'cap-prompts', 'decontaminate']))
    expect(names).not.toContain('check-tail-loop')
    expect(readRules([])).toBeUndefined()
  })

  test.for([
    ['refusal=drop', 'did you mean refusals?'],
    ['near-duplicate=off', 'did you mean near-duplicates?'],
    ['zzz=off', 'the rules are error-replies,'],
    ['refusals', 'write --rule refusals=<flag, drop or off>'],
    ['refusals=', 'does not take ""'],
    ['refusals=never', 'write --rule refusals=<flag, drop or off>'],
    ['unfinished=drop', 'write --rule unfinished=<off>'],
    ['user-cap=0', 'write --rule user-cap=<a number of rows>'],
    ['constructor=off', 'There is no rule'],
    ['models=llama3.2:3b', 'write --only-model <name>, or --exclude-model <name>'],
  ] as const)('refuses %j', ([text, told]) => {
    expect(() => readRules([text])).toThrow(told)
  })

  test('refuses one that is given twice', () => {
    expect(() => readRules(['refusals=off', 'refusals=drop'])).toThrow('given twice')
  })
})

describe('flags of a build', () => {
  test('give the options of the library', () => {
    expect(splitOptionsOf(given())).toEqual({})
    expect(splitOptionsOf(given('--split', '0.1'))).toEqual({ split: { validation: 0.1, test: 0 } })
    expect(splitOptionsOf(given('--split', '90/4/6'))).toEqual({ split: { validation: 0.04, test: 0.06 } })
    expect(splitOptionsOf(given('--split', '90/10'))).toEqual({ split: { validation: 0.1, test: 0 } })
    expect(splitOptionsOf(given('--split', '0'))).toEqual({ split: { validation: 0, test: 0 } })
    expect(splitOptionsOf(given('--split-by', 'time', '--salt', '007'))).toEqual({
      split: { validation: 0.05, test: 0.05, by: 'time' },
      salt: '007',
    })
    expect(splitOptionsOf(given('--group-by', 'tenant,user', '--stratify', 'model'))).toMatchObject({
      split: { groupBy: ['tenant', 'user'], stratify: 'model' },
    })
    expect(
      stepOptionsOf(given('--consent', 'required', '--keep-host', 'a.example', '--keep-host', 'b.example')),
    ).toEqual({
      consent: 'required',
      redact: { keepHosts: ['a.example', 'b.example'] },
    })
    expect(stepOptionsOf(given('--no-redact'))).toEqual({ redact: false })
    const models = given(
      '--only-model',
      'llama3.2:3b',
      '--only-model',
      'b',
      '--exclude-model',
      'c',
      '--rule',
      'trivial=off',
    )
    expect(stepOptionsOf(models)).toEqual({
      rules: { trivial: false, models: { include: ['llama3.2:3b', 'b'], exclude: ['c'] } },
    })
    expect(threadsOf(given('--threads', '2'))).toEqual({ threads: 2 })
  })

  test.for([
    [['--split', '90/5/6'], 'are not 100 together'],
    [['--split', '90/20'], 'write such as 90/5/5'],
    [['--split', '0.1,0.1,0.1'], 'such as 0.05,0.05'],
    [['--split', '5'], 'for validation alone 0.05'],
    [['--split', '5%'], 'or percents that begin with training: 90/5/5'],
    [['--split', '0.9/0.05/0.05'], 'or percents that begin with training: 90/5/5'],
    [['--split=-0.1'], 'such as 0.05,0.05'],
    [['--split-by', 'timed'], 'did you mean time?'],
    [['--group-by', 'users'], 'did you mean user?'],
    [['--group-by', 'user,'], 'leave out the comma'],
    [['--stratify', 'moon'], 'give model or tenant or language'],
  ] as const)('refuse %j', ([args, told]) => {
    expect(() => splitOptionsOf(given(...args))).toThrow(told)
  })

  test('say what is masked, and how', async () => {
    const file = join(await newFolder(), 'names')
    await writeFile(file, '\uFEFFAda Lovelace\r\n\n Grace Hopper \n')
    const args = ['--mask', 'tag', '--known', 'Lovelace, Ada', '--known-file', file]
    expect(stepOptionsOf(given(...args))).toEqual({
      redact: { mode: 'tag', known: ['Lovelace, Ada', 'Ada Lovelace', 'Grace Hopper'] },
    })
    const surrogate = given('--mask', 'surrogate', '--mask-secret-file', file)
    expect(stepOptionsOf(surrogate)).toEqual({ redact: { mode: 'surrogate', secret: 'Ada Lovelace' } })
    const [wide, odd] = [`${file}-utf16`, `${file}-odd`]
    await writeFile(wide, '\uFEFFGrace Hopper\r\n', 'utf16le')
    await writeFile(odd, Buffer.from('Zo\xeb', 'latin1'))
    expect(stepOptionsOf(given('--known-file', wide))).toEqual({ redact: { known: ['Grace Hopper'] } })
    const refused: readonly (readonly [readonly string[], string])[] = [
      [['--mask', 'tags'], 'did you mean tag?'],
      [['--mask', 'surrogate'], 'name a file with --mask-secret-file'],
      [['--mask-secret-file', file], 'add --mask surrogate'],
      [['--known-file', `${file}s`], 'The file of --known-file cannot be read'],
      [['--known-file', odd], 'is not in UTF-8'],
      [['--known', ' '], '--known holds no name'],
      [['--known', 'Ada', '--no-redact'], '--no-redact and --known ask for different things'],
    ]
    for (const [flags, told] of refused) expect(() => stepOptionsOf(given(...flags))).toThrow(told)
  })

  test('refuse what is no number of threads and no consent', () => {
    for (const text of ['0', '1.5', 'all', '1e3']) expect(() => threadsOf(given('--threads', text))).toThrow('from 1')
    expect(() => stepOptionsOf(given('--consent', 'yes'))).toThrow('give required')
  })
})
