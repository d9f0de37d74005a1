import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { build } from '../../src/cli/build.ts'
import { diff } from '../../src/cli/diff.ts'
import { verify } from '../../src/cli/verify.ts'
import { chatEvents, finetap, newFolder, newLog, runVerb } from './finetap.ts'

async function newDataset(count: number, split = '0.2,0.2'): Promise<string> {
  const to = join(await newFolder(), 'd')
  await runVerb(build, ['--from', await newLog(chatEvents(count)), '--to', to, '--split', split])
  return to
}

describe('finetap verify', () => {
  test('ends with 0 for a whole dataset, and with 1 for a changed one, with the line', async () => {
    const folder = await newDataset(20)
    const whole = await finetap(['verify', folder])
    expect(whole).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/^dataset \w{12} is whole: .*\n$/),
    })
    await appendFile(join(folder, 'chatml/train.jsonl'), 'oh\n')
    const { code, stdout } = await runVerb(verify, [folder, '--json'])
    expect(code).toBe(1)
    const problems = [
      { code: 'file_changed' },
      { code: 'row_damaged', file: 'chatml/train.jsonl' },
      { code: 'rows_differ' },
    ]
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, problems })
    await rm(join(folder, 'manifest.json'))
    expect(await runVerb(verify, [folder])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('manifest_missing'),
    })
  })

  test('takes no place for a dataset where none is, and says where they are', async () => {
    const folder = await newDataset(3)
    const told = `There is no dataset in ${dirname(folder)}. Fix: did you mean ${folder}?`
    await expect(runVerb(verify, [dirname(folder)])).rejects.toThrow(told)
    await expect(runVerb(verify, [`${folder}d`])).rejects.toThrow(`did you mean ${folder}?`)
    await mkdir(join(dirname(folder), 'a/b'), { recursive: true })
    await expect(runVerb(verify, [join(dirname(folder), 'a/b')])).rejects.toThrow('that holds its manifest.json')
  })
})

describe('finetap diff', () => {
  test('shows how two datasets differ, and ends with 1 where it is asked to', async () => {
    const [a, b] = [await newDataset(20), await newDataset(30)]
    const shown = await finetap(['diff', a, b])
    expect(shown).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/→.*20 → 30\n[^]* added +10 /) })
    expect((await runVerb(diff, [a, b, '--exit-code'])).code).toBe(1)
    expect((await runVerb(diff, [a, a, '--exit-code'])).code).toBe(0)
    const { code, stdout } = await runVerb(diff, [a, b, '--json'])
    expect({ code, diff: JSON.parse(stdout) }).toMatchObject({ code: 0, diff: { rows: { added: { count: 10 } } } })
  })

  test('ends with 1 when held-out rows are trained now', async () => {
    const [a, b] = [await newDataset(30, '0,0.9'), await newDataset(30, '0')]
    const { code, stdout } = await runVerb(diff, [a, b])
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining('would know its own test') })
  })

  test('refuses what is no dataset', async () => {
    const [a, other] = [await newDataset(3), await newFolder()]
    await expect(runVerb(diff, [a, other])).rejects.toThrow(`There is no dataset in ${other}`)
    await writeFile(join(other, 'manifest.json'), '{"name":"an app"}')
    await expect(runVerb(diff, [a, other])).rejects.toThrow('is of another program')
  })
})
