import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { drop, keep, type Step } from '../../../src/core/step.ts'
import { diffDatasets } from '../../../src/pipeline/diff/diff-datasets.ts'
import { compareRows } from '../../../src/pipeline/diff/compare-rows.ts'
import { renderDiff } from '../../../src/pipeline/diff/render-diff.ts'
import { plain, temporaryFolder } from '../support/building.ts'
import { builtChats, edit } from '../support/datasets.ts'
import { assistant, chats, generation, second, user } from '../support/generations.ts'

const dropOdd: Step = {
  name: 'drop-odd',
  version: 1,
  apply: (example) => (Number(example.conversationId.slice(1)) % 2 === 1 ? drop(example, 'odd') : keep(example)),
}

test('the same dataset twice has no difference', async () => {
  const [one, two] = [await builtChats(), await builtChats()]
  const diff = await diffDatasets(one.to, two.to)
  expect(diff).toMatchObject({ rows: { same: 40, moved: {} }, config: [], files: [], reasons: [], problems: [] })
  expect(diff.drift.map(({ index }) => index)).toEqual(diff.drift.map(() => 0))
  expect(renderDiff(diff)).toBe(
    `dataset ${one.manifest.version} → dataset ${one.manifest.version} · examples 40 → 40\n  same  40\n`,
  )
})

test('says what came and went, by id and by reason, and what was set otherwise', async () => {
  const before = await builtChats({ from: chats(30) })
  const after = await builtChats({ from: chats(40), steps: [dropOdd], formats: [plain], salt: 'another', split: {} })
  const diff = await diffDatasets(before.to, after.to)
  expect(diff.rows).toMatchObject({ added: { count: 5 }, removed: { count: 15 } })
  expect(diff.rows.added.samples).toEqual(diff.rows.added.samples.toSorted())
  expect(diff.reasons).toEqual([{ step: 'drop-odd', reason: 'odd', before: 0, after: 20 }])
  const changes = diff.config.map(({ path, ...change }) => [path, change])
  expect(changes).toContainEqual(['salt', { before: 'finetap', after: 'another' }])
  expect(changes).toContainEqual(['formats.csv', { before: expect.anything() }])
  expect(changes).toContainEqual(['split.test', { before: 0.3, after: 0 }])
  expect(diff.files).toContain('plain/train.jsonl')
  const text = renderDiff(diff)
  expect(text).toContain('  drop-odd  odd 0 → 20\n')
  expect(text).toContain('  salt  "finetap" → "another"\n')
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
})

test('another format changes no example, and is told as such', async () => {
  const [one, two] = [await builtChats({ formats: [plain] }), await builtChats({ formats: [plain, 'csv', 'alpaca'] })]
  const diff = await diffDatasets(one.to, two.to)
  expect(diff).toMatchObject({
    rows: { same: 40, changed: { count: 0 } },
    formats: { added: ['csv', 'alpaca'], removed: [] },
    files: [],
  })
  expect(renderDiff(diff)).toMatch(/\n {2}same {2}40\n\n {2}Formats added: csv, alpaca\n$/)
  expect(renderDiff(await diffDatasets(two.to, one.to))).toContain('  Formats removed: csv, alpaca\n')
})

test('a conversation that went on is changed, not another one', async () => {
  const [question, answer] = [user('What is 0 plus one?'), assistant('It is 1, I am quite sure.')]
  const later = generation({
    id: 'later',
    conversationId: 'c0',
    startedAt: second(100),
    request: [question, answer, user('And two?')],
    answer: [assistant('It is 2.')],
  })
  const [one, two] = [await builtChats({ from: chats(5) }), await builtChats({ from: [...chats(5), later] })]
  const { rows } = await diffDatasets(one.to, two.to)
  expect(rows).toMatchObject({ same: 4, changed: { count: 1 }, added: { count: 0 }, removed: { count: 0 } })
})

test('a row that says something else is changed', async () => {
  const shouting: Step = {
    name: 'shout',
    version: 1,
    apply: (example) =>
      example.conversationId === 'c3'
        ? keep({ ...example, messages: example.messages.map((entry) => ({ ...entry, message: user('HELLO?') })) })
        : keep(example),
  }
  const given = { from: chats(5), formats: [plain] }
  const [one, two] = [await builtChats(given), await builtChats({ ...given, steps: [shouting] })]
  const { rows } = await diffDatasets(one.to, two.to)
  expect(rows).toMatchObject({ same: 4, changed: { count: 1 } })
})

test('rows that were held out and are now trained are a problem; the other way round is none', async () => {
  const held = await builtChats({ from: chats(60), split: { test: 0.3 } })
  const open = await builtChats({ from: chats(60), split: {} })
  const back = await diffDatasets(held.to, open.to)
  const moved = back.rows.moved['test → train']?.count ?? 0
  expect(moved).toBeGreaterThan(0)
  expect(back.problems).toEqual([
    { code: 'held_out_to_train', message: expect.stringContaining(`${moved} examples moved from test → train`) },
  ])
  expect(renderDiff(back)).toMatch(/ {2}! \d+ examples moved from test → train/)
  const forth = await diffDatasets(open.to, held.to)
  expect(forth.rows.moved).toMatchObject({ 'train → test': { count: moved } })
  expect(forth.problems).toEqual([])
})

test('drift is told for lengths and models', async () => {
  const long = chats(40).map((call) => ({
    ...call,
    model: { requested: 'other' },
    response: { ...call.response, messages: [assistant('word '.repeat(400))] },
  }))
  const { drift } = await diffDatasets((await builtChats()).to, (await builtChats({ from: long })).to)
  const levels = Object.fromEntries(drift.map(({ what, level }) => [what, level]))
  expect(levels).toMatchObject({ answer_length: 'marked', model: 'marked', question_length: 'none', turns: 'none' })
})

test('in many parts the comparison comes to the same', async () => {
  const [one, two] = [
    await builtChats({ from: chats(60) }),
    await builtChats({ from: chats(50, 20), split: { test: 0.6 } }),
  ]
  const [a, b] = [one, two].map(({ to, manifest }) => ({ folder: to, manifest }))
  if (a === undefined || b === undefined) throw new Error('two datasets were built')
  const whole = await compareRows(a, b)
  expect(whole).toMatchObject({ added: { count: 10 }, removed: { count: 20 } })
  expect(await compareRows(a, b, 7)).toEqual(whole)
})

describe('what cannot be compared', () => {
  test('is refused with a fix', async () => {
    const { to } = await builtChats({ from: chats(3) })
    const diff = diffDatasets(to, temporaryFolder())
    await expect(diff).rejects.toMatchObject({ code: 'bad_option', message: expect.stringContaining('is missing') })
    await edit(to, 'manifest.json', (text) => text.replace('"examples": 3', '"examples": 4'))
    await expect(diffDatasets(to, to)).rejects.toMatchObject({ message: expect.stringContaining('damaged') })
  })

  test('is left out where only a report is gone', async () => {
    const [one, two] = [await builtChats({ from: chats(3) }), await builtChats({ from: chats(4) })]
    await rm(join(one.to, 'report.json'))
    expect(await diffDatasets(one.to, two.to)).toMatchObject({ rows: { added: { count: 1 } }, drift: [] })
  })
})
