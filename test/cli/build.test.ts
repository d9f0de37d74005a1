import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { build } from '../../src/cli/build.ts'
import { verifyDataset } from '../../src/datasets.ts'
import { sqliteStore } from '../../src/storage/sqlite/index.ts'
import { sampleFeedback } from '../../src/testing/store/sample-events.ts'
import { chatEvents, finetap, newFolder, newLog, runVerb, startFinetap } from './finetap.ts'

describe('finetap build', () => {
  test('builds a dataset and tells what became of the log', async () => {
    const from = await newLog(chatEvents(40))
    const to = join(dirname(from), 'datasets/support')
    const { code, stdout, stderr } = await finetap(['build', '--from', from, '--to', to, '--name', 'support'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toMatch(/^support · 40 generations · 40 conversations with an answer\n {2}read +40 /)
    expect(stderr).toMatch(
      /Not ready: .*\n[^]*\nfinetap: .*datasets\/support holds support [0-9a-f]{12}; train on chatml\/train\.jsonl, and look after it with finetap verify .*datasets\/support\n$/,
    )
    // Where nobody looks at a terminal, neither colours nor a line that is drawn anew.
    expect(stderr).not.toContain('\u001b')
    expect(await verifyDataset(to)).toMatchObject({ ok: true, dataset: { name: 'support', examples: 40 } })
  })

  test('takes formats, splits, rules and masking by its flags, and prints one JSON object', async () => {
    const from = await newLog(chatEvents(60))
    const to = join(dirname(from), 'd')
    const flags = ['--format', 'chatml,alpaca', '--format', 'csv', '--split', '80/10/10', '--salt', 's', '--json']
    const rules = ['--rule', 'near-duplicates=off', '--rule', 'trivial=off', '--no-redact', '--threads', '1']
    const { code, stdout } = await runVerb(build, ['--from', from, '--to', to, ...flags, ...rules])
    const { manifest, report, readiness, files } = JSON.parse(stdout) as Record<
      string,
      { readonly config?: { readonly steps: readonly { readonly name: string }[] } }
    >
    expect(code).toBe(0)
    expect(manifest).toMatchObject({
      config: {
        formats: [{ name: 'chatml' }, { name: 'alpaca' }, { name: 'csv' }],
        split: { validation: 0.1, test: 0.1, by: 'hash' },
        salt: 's',
      },
    })
    const steps = (manifest?.config?.steps ?? []).map(({ name }) => name)
    for (const name of ['dedupe-near', 'check-trivial', 'redact-personal-data']) expect(steps).not.toContain(name)
    expect(report).toMatchObject({ generations: { read: 60 } })
    expect(readiness).toMatchObject({ verdict: expect.any(String) })
    expect(files).toContain(join(to, 'csv/train.csv'))
  })

  test('with --samples shows what was dropped, or says that nothing of it can be quoted', async () => {
    const from = await newLog(chatEvents(20))
    const to = join(dirname(from), 'd')
    const without = await runVerb(build, ['--from', from, '--to', to, '--samples'])
    expect(without.stderr).toContain('finetap: no samples: no step dropped a whole conversation in which a user')
    expect((await runVerb(build, ['--from', from, '--to', to])).stderr).not.toContain('no samples')
    const flags = ['--rule', 'user-cap=5', '--rule', 'near-duplicates=off']
    const { stderr } = await runVerb(build, ['--from', from, '--to', to, '--samples', ...flags])
    expect(stderr).toMatch(/what the user said last:\n {2}user_cap {2}“What should I know about /)
    expect(stderr).not.toContain('no samples')
  })

  test('ends with 1 where nothing is left, shows the funnel and keeps what stood there', async () => {
    const from = await newLog(chatEvents(20))
    const to = join(dirname(from), 'd')
    expect((await runVerb(build, ['--from', from, '--to', to])).code).toBe(0)
    const before = await readFile(join(to, 'manifest.json'), 'utf8')
    const empty = await finetap(['build', '--from', from, '--to', to, '--only-model', 'gpt-5o'])
    expect(empty).toMatchObject({ code: 1, stdout: '' })
    expect(empty.stderr).toMatch(
      /^dataset · 20 generations[^]*select-models +0 [^]*! No answer in the log is of the model gpt-5o/,
    )
    expect(empty.stderr).toMatch(
      /\nfinetap: Nothing is left of 20 model calls, so .* stays as it was: other_model 20\. Fix: name one of those that answered: /,
    )
    expect(await readFile(join(to, 'manifest.json'), 'utf8')).toBe(before)
    const { code } = await runVerb(build, ['--from', from, '--to', to, '--consent', 'required', '--allow-empty'])
    expect([code, await verifyDataset(to)]).toMatchObject([0, { ok: true, dataset: { examples: 0 } }])
  })

  test('reads any store, and the one of --dir where none is named', async () => {
    const file = join(await newFolder(), 'chats.sqlite')
    const store = sqliteStore(file)
    await store.append(chatEvents(12))
    await store.close()
    const log = await newLog(chatEvents(12))
    const rows = async (args: readonly string[]): Promise<string> => {
      const to = join(await newFolder(), 'd')
      expect((await runVerb(build, [...args, '--to', to, '--split', '0'])).code).toBe(0)
      return readFile(join(to, 'chatml/train.jsonl'), 'utf8')
    }
    const [ofFile, ofLog] = [await rows(['--from', file]), await rows(['--dir', log])]
    expect(ofFile).toBe(ofLog)
    expect(ofLog.split('\n')).toHaveLength(13)
  })

  test('leaves nothing in a folder of files that finetap has not recorded', async () => {
    const [recorded, brought] = [await newLog(chatEvents(20)), await newFolder()]
    await writeFile(
      join(brought, 'chats.jsonl'),
      chatEvents(20).map((event) => `${JSON.stringify(event)}\n`),
    )
    for (const from of [recorded, brought]) {
      const to = join(await newFolder(), 'd')
      expect((await runVerb(build, ['--from', from, '--to', to])).code).toBe(0)
    }
    expect(await readdir(recorded)).toContain('.build-cache')
    expect(await readdir(brought)).toEqual(['chats.jsonl'])
  })

  test('says in its help what the numbers of rules count', async () => {
    const { stdout } = await finetap(['build', '--help'])
    expect(stdout).toContain('user-cap=50 (rows), length=8000 (characters of a row)')
  })

  test('says what is wrong with how it is called, before it reads anything', async () => {
    const from = await newLog(chatEvents(3))
    const to = join(dirname(from), 'd')
    const refused: readonly (readonly [readonly string[], string])[] = [
      [['--from', from], 'write finetap build --to <folder>'],
      [['--from', from, '--to', to, '--format', 'chatlm'], 'did you mean "chatml"?'],
      [['--from', from, '--to', to, '--rule', 'refusal=drop'], 'did you mean refusals?'],
      [['--from', from, '--to', to, '--split', '5,5'], 'such as 0.05,0.05'],
      [['--from', from, '--to', to, '--split', '0.6,0.6'], 'leave nothing for training'],
      [['--from', from, '--to', to, '--no-redact', '--keep-host', 'corp.example'], 'give one of them'],
      [['--from', from, '--to', from], 'name a place outside of it'],
      [['--from', from, '--dir', from, '--to', to], 'Two stores are given'],
    ]
    for (const [args, told] of refused) {
      await expect(runVerb(build, args), args.join(' ')).rejects.toThrow(told)
    }
    const { code, stderr } = await finetap(['build', '--from', from, '--to', to, '--format', 'chatlm'])
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^finetap: .*chatlm.*\n$/) })
    expect(await readdir(dirname(from))).toEqual(['log'])
  })

  test('ends with 3 where there is nothing to build from, with 1 where it cannot write, and leaves all as it is', async () => {
    const folder = await newFolder()
    const empty = await newLog([sampleFeedback('f', 'g')])
    const from = await newLog(chatEvents(3))
    const [file, mine] = [join(folder, 'file'), join(folder, 'mine')]
    await writeFile(file, 'x')
    await mkdir(join(mine, 'chatml'), { recursive: true })
    await writeFile(join(mine, 'chatml/train.jsonl'), 'mine')
    const to = join(folder, 'd')
    const [missing, foreign] = await Promise.all([
      finetap(['build', '--from', join(folder, 'no'), '--to', to]),
      finetap(['build', '--from', from, '--to', mine, '--quiet']),
    ])
    expect(missing).toMatchObject({ code: 3, stderr: expect.stringMatching(/^finetap: There is no log .* Fix: .*\n$/) })
    expect(foreign).toMatchObject({ code: 1, stderr: expect.stringMatching(/in the way: .* Fix: .*\n$/) })
    await expect(runVerb(build, ['--from', empty, '--to', to])).rejects.toMatchObject({ code: 'log_empty' })
    await expect(runVerb(build, ['--from', from, '--to', join(file, 'd')])).rejects.toThrow(/^Cannot write .* Fix: /)
    expect(await readFile(join(mine, 'chatml/train.jsonl'), 'utf8')).toBe('mine')
    expect((await readdir(folder)).toSorted()).toEqual(['file', 'mine'])
  })
})

describe('a build that is stopped', () => {
  const EVENTS = chatEvents(500)

  async function stopAt(
    word: string,
    signal: NodeJS.Signals,
    to: string,
  ): Promise<readonly [code: number, told: string]> {
    const from = await newLog(EVENTS, 8_000_000)
    const child = startFinetap(['build', '--from', from, '--to', to, '--verbose', '--threads', '1'])
    let told = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      if (!told.includes(word) && `${told}${String(chunk)}`.includes(word)) child.kill(signal)
      told += String(chunk)
    })
    const [code] = (await once(child, 'close')) as [number]
    return [code, told]
  }

  test('while it reads says so, and leaves nothing', async () => {
    const folder = await newFolder()
    const [code, told] = await stopAt('reading', 'SIGINT', join(folder, 'd'))
    expect(code).toBe(130)
    expect(told).toMatch(/\nfinetap: stopped; .* is as it was\n$/)
    expect(await readdir(folder)).toEqual([])
  })

  test.for([
    ['folding', 'SIGTERM', 143],
    ['writing', 'SIGINT', 130],
  ] as const)('while %s by %s leaves the earlier dataset, whole', async ([word, signal, ending]) => {
    const to = join(await newFolder(), 'd')
    await runVerb(build, ['--from', await newLog(chatEvents(20)), '--to', to, '--threads', '1'])
    const [code] = await stopAt(word, signal, to)
    const { ok, notes, dataset } = await verifyDataset(to)
    expect({ ok, notes }).toEqual({ ok: true, notes: [] })
    // Late enough, the signal finds nothing left to stop.
    expect([code, (dataset?.examples ?? 0) > 20]).toEqual(code === 0 ? [0, true] : [ending, false])
    expect(existsSync(join(to, 'manifest.json'))).toBe(true)
  })
})
