import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { build } from '../../src/cli/build.ts'
import { forget } from '../../src/cli/forget.ts'
import { buildDataset, verifyDataset } from '../../src/datasets.ts'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import { generationIds, readAll } from '../../src/testing/store/place.ts'
import { filesIn } from '../pipeline/support/building.ts'
import { chatEvents, finetap, newLog, runVerb } from './finetap.ts'

type Place = { readonly log: string; readonly root: string; readonly folders: readonly [a: string, b: string] }

/** A log of four users, a dataset of all of it, and one of which nobody asks to be forgotten. */
async function place(...flags: readonly string[]): Promise<Place> {
  const log = await newLog(chatEvents(40))
  const root = join(dirname(log), 'datasets')
  const folders = [join(root, 'a'), join(root, 'deep/b')] as const
  await runVerb(build, ['--from', log, '--to', folders[0], '--format', 'csv', '--salt', "it's", ...flags])
  await buildDataset({ from: chatEvents(10), to: folders[1] })
  return { log, root, folders }
}

describe('finetap forget --datasets', () => {
  test('marks the datasets that hold rows of somebody, and says how to build them anew', async () => {
    const { log, root, folders } = await place()
    const args = ['forget', log, '--user', 'u3', '--reason', 'request 7', '--datasets', root]
    const { code, stdout, stderr } = await finetap([...args, '--json'])
    expect({ code, said: JSON.parse(stdout) as unknown }).toEqual({
      code: 0,
      said: { hidden: 10, rewritten: 10, pending: 0, datasets: [{ folder: folders[0], examples: 10, revoked: true }] },
    })
    expect(stderr).toContain(`${folders[0]} holds 10 examples with forgotten rows; it is marked as taken back`)
    expect(stderr).toContain(`finetap build --from=${log} --to=${folders[0]} --format=csv --split=0.05,0.05`)
    expect(stderr).toContain(`--salt='it'\\''s'`)
    expect(await verifyDataset(folders[0])).toMatchObject({
      problems: [{ message: expect.stringContaining('request 7') }],
    })
    expect(await verifyDataset(folders[1])).toMatchObject({ ok: true })
  })

  test('with --dry-run looks alone', async () => {
    const { log, root, folders } = await place()
    const args = [log, '--user', 'u3', '--datasets', root, '--rebuild', '--dry-run', '--json']
    const { code, stdout, stderr } = await runVerb(forget, args)
    const datasets = [{ folder: folders[0], examples: 10, revoked: false }]
    expect({ code, said: JSON.parse(stdout) as unknown }).toEqual({
      code: 0,
      said: { dryRun: true, hidden: 10, datasets },
    })
    expect(stderr).toContain('it would be built anew with finetap build')
    expect(await verifyDataset(folders[0])).toMatchObject({ ok: true, dataset: { examples: 40 } })
    expect(await readAll(jsonlStore(log))).toHaveLength(40)
  })

  test('with --rebuild leaves datasets without them, also of who was forgotten earlier, and no row has moved', async () => {
    const { log, root, folders } = await place('--rule', 'trivial=off', '--name', 'support')
    const splits = await splitOf(folders[0])
    await runVerb(forget, [log, '--user', 'u3'])
    const { code, stdout } = await runVerb(forget, [log, '--user', 'u2', '--datasets', root, '--rebuild', '--json'])
    const rebuilt = { kind: 'built', examples: 20 }
    expect({ code, said: JSON.parse(stdout) as unknown }).toMatchObject({
      code: 0,
      said: { datasets: [{ examples: 20, revoked: false, rebuilt }] },
    })
    expect(await verifyDataset(folders[0])).toMatchObject({ ok: true, dataset: { name: 'support', examples: 20 } })
    const now = await splitOf(folders[0])
    expect(now.size).toBe(20)
    for (const [id, split] of now) expect(splits.get(id)).toBe(split)
    const manifest = await readFile(join(folders[0], 'manifest.json'), 'utf8')
    expect(manifest).toContain(`"salt": "it's"`)
    expect(manifest).not.toContain('check-trivial')
    const again = await runVerb(forget, [log, '--user', 'u2', '--datasets', root])
    expect(again).toMatchObject({ code: 3, stderr: expect.stringContaining('holds anything that is forgotten') })
  })

  test('builds nothing anew from a log that does not hold the rest of it', async () => {
    const { root, folders } = await place()
    const other = await newLog(chatEvents(15))
    const { code, stderr } = await runVerb(forget, [other, '--user', 'u0', '--datasets', root, '--rebuild'])
    expect(code).toBe(1)
    expect(stderr).toContain('of 30 model calls in it this log does not hold 25')
    expect(await verifyDataset(folders[0])).toMatchObject({
      dataset: { examples: 40 },
      problems: [{ code: 'revoked' }],
    })
  })

  test('says what keeps a dataset from being built anew, and ends with 1', async () => {
    const { log, folders } = await place('--rule', 'user-cap=5')
    const args = [log, '--user', 'u3', '--datasets', folders[0], '--rebuild']
    const unknown = await runVerb(forget, args)
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('how its step cap-users was set') })
    const line = `finetap forget ${log} --user u3 --datasets ${folders[0]} --rebuild --rule user-cap=ROWS`
    expect(unknown.stderr).toContain(`\nfinetap:   give the flags that the build had: ${line}\n`)
    const known = await runVerb(forget, [...args, '--rule', 'user-cap=5'])
    expect(known).toMatchObject({ code: 0, stderr: expect.stringContaining('built anew: ') })
    // All that is left of the log is gone: so is the dataset.
    for (const user of ['u0', 'u1']) await runVerb(forget, [log, '--user', user])
    const empty = await runVerb(forget, [log, '--user', 'u2', ...args.slice(3), '--rule', 'user-cap=5'])
    expect(empty).toMatchObject({ code: 0, stderr: expect.stringMatching(/built anew: \w+ with 0 examples/) })
  })

  test('flags are those of one dataset, and of none that had no options', async () => {
    const { log, folders, root } = await place('--known', 'Ada Lovelace')
    const plainly = join(root, 'plain')
    await runVerb(build, ['--from', log, '--to', plainly])
    await runVerb(build, ['--from', log, '--to', join(root, 'c'), '--known', 'Alan Turing'])
    const all = [log, '--user', 'u3', '--datasets', root, '--rebuild', '--known', 'Grace Hopper']
    const { code, stderr } = await runVerb(forget, all)
    expect(code).toBe(1)
    expect(stderr.match(/not built anew: other datasets here had options of their own too/g)).toHaveLength(2)
    expect(stderr.match(/  built anew: \w+ with/g)).toHaveLength(1)
    const manifest = await readFile(join(plainly, 'manifest.json'), 'utf8')
    expect(JSON.parse(manifest).config).not.toHaveProperty('given')
    const quiet = await runVerb(forget, [log, '--user', 'u3', '--datasets', root, '--rebuild', '--quiet'])
    expect(quiet).toMatchObject({ code: 1, stderr: expect.stringContaining('not built anew') })
    const one = await runVerb(forget, [
      log,
      '--user',
      'u3',
      '--datasets',
      folders[0],
      '--rebuild',
      '--known',
      'Ada Lovelace',
    ])
    expect(one).toMatchObject({ code: 0, stderr: expect.stringContaining('built anew: ') })
  })

  test.for([
    [['--known', 'Ada', '--rule', 'length=900'], '--rule length=CHARACTERS [--mask MODE] [--known NAME]'],
    [['--exclude-model', 'demo'], '--rebuild [--only-model NAME] [--exclude-model NAME]\n'],
    [['--rule', 'tools=flag'], '--rebuild --rule NAME=WHAT\n'],
  ] as const)('names all flags that are missing at once: %j', async ([flags, told]) => {
    const log = await newLog(chatEvents(20))
    const to = join(dirname(log), 'a')
    await runVerb(build, ['--from', log, '--to', to, ...flags])
    for (const more of [['--dry-run'], [], ['--rebuild']]) {
      const { stderr } = await runVerb(forget, [log, '--user', 'u1', '--datasets', to, ...more])
      expect(stderr).toContain('give the flags that the build had: finetap forget ')
      expect(stderr).toContain(told)
    }
  })

  test('leaves nothing of them in what builds keep for the next', async () => {
    const { log, root } = await place('--threads', '1')
    const kept = async (): Promise<string> => Object.values(await filesIn(join(log, '.build-cache'))).join('')
    expect(await kept()).toContain('number 245489')
    await runVerb(forget, [log, '--user', 'u3'])
    expect(await kept()).not.toContain('number 2')
    expect((await runVerb(build, ['--from', log, '--to', join(root, 'c')])).code).toBe(0)
    expect(await kept()).not.toContain('number 245489')
  })

  test('erases nothing when its flags name nothing', async () => {
    const { log, root } = await place()
    const file = join(dirname(log), 'file')
    await writeFile(file, '')
    const run = (...flags: readonly string[]): Promise<unknown> => runVerb(forget, [log, '--user', 'u3', ...flags])
    await expect(run('--datasets', `${root}x`)).rejects.toThrow('There is no folder')
    await expect(run('--datasets', root, '--datasets', file)).rejects.toThrow('There is no folder')
    await expect(run('--rebuild')).rejects.toThrow('--datasets')
    await expect(run('--datasets', root, '--no-redact')).rejects.toThrow('add --rebuild')
    expect(generationIds(await readAll(jsonlStore(log)))).toHaveLength(40)
  })
})

/** The splits of the examples of a dataset. */
async function splitOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const lines = (await readFile(join(folder, 'lineage.jsonl'), 'utf8')).trimEnd().split('\n')
  const parsed = lines.map((line) => JSON.parse(line) as { readonly id: string; readonly split: string })
  return new Map(parsed.map(({ id, split }) => [id, split]))
}
