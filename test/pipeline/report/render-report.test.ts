import { expect, test } from 'vitest'
import { buildDataset, renderReport, type BuildReport } from '../../../src/datasets.ts'
import type { Format } from '../../../src/core/format.ts'
import { drop, keep, type Step } from '../../../src/core/step.ts'
import { plain, temporaryFolder } from '../support/building.ts'
import { chats, generation, second, user } from '../support/generations.ts'

const dropHalf: Step = {
  name: 'drop-half',
  version: 1,
  apply: (example) => (Number(example.conversationId.slice(1)) % 2 === 0 ? drop(example, 'even') : keep(example)),
}

async function reportOf(options: Partial<Parameters<typeof buildDataset>[0]> = {}): Promise<BuildReport> {
  const failed = Array.from({ length: 4 }, (_, index) =>
    generation({
      id: `f${index}`,
      conversationId: 'f',
      status: index === 0 ? 'aborted' : 'error',
      request: [user('?')],
    }),
  )
  const base = { from: [...chats(12), ...failed], to: temporaryFolder(), formats: [plain], split: {}, name: 'support' }
  return (await buildDataset({ ...base, steps: [dropHalf], redact: false, ...options })).report
}

test('a report reads as a funnel, with every loss, the rows and the facts', async () => {
  expect(renderReport(await reportOf())).toBe(
    [
      'support · 16 generations · 12 conversations with an answer',
      '  read       16  ████████████████████',
      '  fold       12  ███████████████       −4  error 3, aborted 1',
      '  drop-half   6  ███████▌              −6  even 6',
      '  kept        6  ███████▌              37.5 %',
      '',
      '  error    the model call failed',
      '  aborted  stopped by the app or the reader',
      '',
      '  plain  train 6  validation 0  test 0',
      '',
      '  Lengths    user 19 · assistant 25 characters on average',
      '  Tokens     about 12 a row in the middle · 95 of 100 up to 12 · longest 12',
      '  Turns      1 turn 6',
      '  Models     m 6',
      '  Masked     nothing: no step masks personal data',
      '  Calls      18.8 % failed · 6.3 % stopped',
      '',
      '  Not ready: 6 rows for training, 50 are the next mark; collect 44 more, by this log about 118 model',
      '    calls',
      '  · there is no validation split, so nobody sees when training goes too far; build with split: {',
      '    validation: 0.05 }, or --split 0.05,0.05; or collect more',
      '  · of 6 rows 6 name no user, so it cannot be told how many people they come from; give a userId in',
      '    the app: recorder.withContext({ userId }, …)',
      '',
    ].join('\n'),
  )
})

test('warnings say the fix, bars have the width that is asked for, and little is not nothing', async () => {
  const almostNothing: Step = {
    ...dropHalf,
    apply: (example) => (example.conversationId === 'c1' ? keep(example) : drop(example, 'other')),
  }
  const report = await reportOf({ from: chats(300), steps: [almostNothing], split: { test: 0.2 } })
  const text = renderReport(report, { barWidth: 4 })
  expect(text).toContain('  drop-half    1  ▏     −299  other 299\n')
  expect(text).toMatch(/ {2}! The split (test|train) is empty[^.]*\. Fix:\s+collect\s+more\s+conversations/)
})

test('feedback about a call that is not in the log is told, and counts as no thumb', async () => {
  const thumb = (id: string, generationId: string) =>
    ({ v: 1, type: 'feedback', id, at: second(99), target: { generationId }, kind: 'thumb', value: 'up' }) as const
  const [one] = chats(1)
  const report = await reportOf({ from: [...chats(3), thumb('f1', 'nobody')], steps: [] })
  expect(report.warnings).toContainEqual(
    expect.objectContaining({
      code: 'feedback_without_call',
      message: expect.stringMatching(/^1 of 1 feedback event names no call of the log and is not used: .*another id/),
    }),
  )
  expect(renderReport(report)).toMatch(/! 1 of 1 feedback event names no call[^]*Fix: check\s+that\s+the\s+id/)
  expect(renderReport(report)).not.toMatch(/thumb/i)
  const judged = [...chats(3), thumb('f1', 'nobody'), thumb('f2', one?.id ?? '')]
  const text = renderReport(await reportOf({ from: judged, steps: [] }))
  expect(text).toContain('  Thumbs     1 up, 0 down on the answers to train\n')
  expect(text).toContain('! 1 of 2 feedback events names no call')
})

test('flags are told in words, the most frequent first, and those of own steps by their names', async () => {
  const flagging: Step = {
    name: 'flagging',
    version: 1,
    apply: (example) => {
      const flags = ['refusal', ...(example.conversationId < 'c4' ? ['thumbs_down', 'of_mine'] : [])]
      return keep({ ...example, flags })
    },
  }
  const text = renderReport(await reportOf({ steps: [flagging] }))
  expect(text).toContain(
    ['  Flags      the model refuses (refusal) 12 · of_mine 6 · a thumb down (thumbs_down) 6'].join('\n'),
  )
})

test('why a format has no row is told in words', async () => {
  const shy: Format = { ...plain, rows: () => ({ rows: [], refused: ['tool_calls', 'of_mine'] }) }
  const text = renderReport(await reportOf({ formats: [shy], allowEmpty: true }))
  expect(text).toContain('(no row: of_mine 6, tool_calls 6)')
  expect(text).toContain('  tool_calls  tools were called\n')
})
