import { describe, expect, test } from 'vitest'
import { digest } from '../../../src/pipeline/digest.ts'
import type { SplitName } from '../../../src/pipeline/split/splits.ts'
import { verifyDataset } from '../../../src/pipeline/verify/verify-dataset.ts'
import { plain } from '../support/building.ts'
import { builtChats, edit } from '../support/datasets.ts'
import { rewrite, sign, type Entry } from '../support/edited-dataset.ts'
import { chats } from '../support/generations.ts'

/** The folder of a dataset in one format, of which three users have ten chats each. */
async function builtPlain(): Promise<string> {
  const from = chats(30).map((one, index) => ({ ...one, userId: `u${index % 3}` }))
  return (await builtChats({ from, formats: [plain], split: { test: 0.5, quota: true } })).to
}

/** What is wrong with a dataset after somebody has rewritten it, and signed it anew. */
async function wrongAfter(change: (entries: readonly Entry[]) => readonly Entry[]): Promise<readonly string[]> {
  const to = await builtPlain()
  await rewrite(to, change)
  return wrongWith(to)
}

async function wrongWith(folder: string): Promise<readonly string[]> {
  const { problems } = await verifyDataset(folder)
  return problems.map(({ file, line, code, message }) => `${file}:${line ?? ''} ${code}: ${message}`)
}

const inSplit = (entry: Entry, split: SplitName): Entry => ({ ...entry, line: { ...entry.line, split } })

describe('a dataset that was edited and signed anew', () => {
  test('is whole when everything fits', async () => {
    expect(await wrongAfter((entries) => entries)).toEqual([])
    expect(await wrongAfter((entries) => entries.toReversed())).toEqual([])
  })

  test('is found by a row that lies in another split than the ledger says', async () => {
    const wrong = await wrongAfter(([first, ...rest]) => {
      if (first === undefined) return rest
      return [inSplit(first, first.line.split === 'test' ? 'train' : 'test'), ...rest]
    })
    expect(wrong).toEqual([
      expect.stringMatching(/^lineage.jsonl:1 ledger_differs: it lies in (\w+), and the ledger has its user in (?!\1)/),
      expect.stringMatching(/^lineage.jsonl:1 ledger_differs: .* the ledger has its conversation in /),
    ])
  })

  test('is found by what belongs to nobody whom the ledger knows', async () => {
    const wrong = await wrongAfter(([first, ...rest]) => {
      if (first === undefined) return rest
      const keys = { ...first.line.keys, conversation: digest('of another log') }
      return [{ ...first, line: { ...first.line, keys } }, ...rest]
    })
    expect(wrong).toEqual(['lineage.jsonl:1 ledger_differs: the ledger does not know its conversation'])
  })

  test('is found by a ledger that was edited with it', async () => {
    const to = await builtPlain()
    await edit(to, 'splits.jsonl', (text) => text.replaceAll('"test"', '"train"'))
    await sign(to)
    expect(await wrongWith(to)).toEqual([
      expect.stringMatching(/^splits.jsonl: ledger_differs: .* line \d+ seals other/),
    ])
  })

  test('is found by a group in two splits, also without a ledger', async () => {
    const to = await builtPlain()
    await sign(to, (manifest) => {
      const { ledger: _, ...rest } = manifest
      return rest
    })
    expect(await wrongWith(to)).toEqual([])
    await rewrite(to, (entries) =>
      entries.map((entry, index) =>
        index < 29 ? entry : inSplit(entry, entry.line.split === 'test' ? 'train' : 'test'),
      ),
    )
    expect(await wrongWith(to)).toEqual([
      expect.stringMatching(/^lineage.jsonl:30 ledger_differs: it lies in (\w+), and rows of its user lie in (?!\1)/),
    ])
  })

  test('is found by an example with two lines', async () => {
    const wrong = await wrongAfter((entries) => [...entries.slice(0, 29), ...entries.slice(0, 1)])
    expect(wrong).toEqual(['lineage.jsonl:30 lineage_differs: an earlier line names the same example'])
  })

  test('is found by a row without a line', async () => {
    const to = await builtPlain()
    await edit(to, 'plain/train.jsonl', (text) => `${text}{"text":"one more"}\n`)
    await sign(to)
    expect(await wrongWith(to)).toEqual([
      expect.stringMatching(/lineage_differs: no line names rows (\d+) to \1 of plain/),
    ])
  })

  test('is found by rows that changed their words or their places, in any container', async () => {
    const { to } = await builtChats({ formats: [plain, 'csv', 'json'], split: {} })
    await edit(to, 'plain/train.jsonl', (text) => text.replace('sure', 'SURE'))
    await edit(to, 'csv/train.csv', (text) => text.replace(/(.*\n)(.*\n)(.*\n)/, '$1$3$2'))
    await edit(to, 'json/train.json', (text) => text.replace(/\n\]\n$/, ' \n]\n'))
    await sign(to)
    expect(await wrongWith(to)).toEqual([
      'plain/train.jsonl: rows_changed: row 1 is not what the lineage says was built',
      'csv/train.csv: rows_changed: row 1 and 1 more are not what the lineage says was built',
      'json/train.json: rows_changed: row 40 is not what the lineage says was built',
    ])
  })

  test('is found by a lineage that says less than its version does', async () => {
    const to = await builtPlain()
    await edit(to, 'lineage.jsonl', (text) => text.replace(/"keys":\{.*?\},/, '').replace(/,"[0-9a-f]{16}"\]/, ']'))
    await sign(to)
    expect(await wrongWith(to)).toEqual([
      'lineage.jsonl:1 lineage_damaged: it has no keys',
      'lineage.jsonl:1 lineage_damaged: it has no digest of its rows',
      expect.stringContaining('rows_changed'),
    ])
  })
})

test('a dataset of an earlier version is held against what it says', async () => {
  const to = await builtPlain()
  await edit(to, 'lineage.jsonl', (text) =>
    text.replaceAll(/"keys":\{.*?\},/g, '').replaceAll(/,"[0-9a-f]{16}"\]/g, ']'),
  )
  await sign(to, (manifest) => {
    const { version: _, ...lineage } = manifest.lineage
    return { ...manifest, lineage }
  })
  const { ok, notes } = await verifyDataset(to)
  expect({ ok, notes }).toEqual({ ok: true, notes: [expect.stringMatching(/^lineage.jsonl: of an earlier version/)] })
  await edit(to, 'lineage.jsonl', (text) => text.replace('"plain":[1,1]', '"plain":[2,1]'))
  await sign(to)
  expect(await wrongWith(to)).toContainEqual(expect.stringContaining('lineage_differs'))
})

test('a lineage of a later version is nothing to judge', async () => {
  const to = await builtPlain()
  await sign(to, (manifest) => ({ ...manifest, lineage: { ...manifest.lineage, version: 3 } }))
  expect((await verifyDataset(to)).problems).toMatchObject([{ code: 'manifest_newer' }])
})
