import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Feedback } from '../../../src/core/feedback.ts'
import type { LogEvent } from '../../../src/core/log-event.ts'
import { buildDataset, type LineageLine } from '../../../src/datasets.ts'
import { rowsIn, temporaryFolder } from '../support/building.ts'
import { chats, second } from '../support/generations.ts'

function said(generationId: string, about: Pick<Feedback, 'kind' | 'value'>): LogEvent {
  const at = second(100)
  return {
    v: 1,
    type: 'feedback',
    id: `${generationId}-${about.kind}`,
    at,
    target: { generationId },
    ...about,
  } as Feedback
}

const FROM = [
  ...chats(6),
  said('g00000', { kind: 'correction', value: 'It is one, and I have counted twice.' }),
  said('g00000', { kind: 'thumb', value: 'down' }),
  said('g00001', { kind: 'thumb', value: 'up' }),
  said('g00002', { kind: 'score', value: 0.5 }),
  said('g00003', { kind: 'comment', value: 'Well said, by ada@example.org' }),
  said('g00004', { kind: 'correction', value: '  ' }),
]

async function feedbackOf(correction: 'ignore' | 'use'): Promise<readonly LineageLine['feedback'][]> {
  const to = temporaryFolder()
  await buildDataset({ from: FROM, to, split: {}, rules: { feedback: { correction, down: 'flag' } } })
  const lines = rowsIn(await readFile(join(to, 'lineage.jsonl'), 'utf8')) as readonly LineageLine[]
  return lines
    .toSorted((a, b) => (a.generations[0] ?? '').localeCompare(b.generations[0] ?? ''))
    .map((line) => line.feedback)
}

test('the lineage says which judgements counted for the answers of a row', async () => {
  expect(await feedbackOf('use')).toEqual([
    { g00000: ['correction', 'thumb_down'] },
    { g00001: ['thumb_up'] },
    { g00002: ['score'] },
    undefined,
    undefined,
    undefined,
  ])
})

test('a correction that was not used is not among them', async () => {
  expect((await feedbackOf('ignore'))[0]).toEqual({ g00000: ['thumb_down'] })
})
