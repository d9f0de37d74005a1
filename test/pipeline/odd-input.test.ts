import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Example } from '../../src/core/example.ts'
import type { Format, FormatResult } from '../../src/core/format.ts'
import { keep } from '../../src/core/step.ts'
import { buildDataset } from '../../src/datasets.ts'
import { filesIn, temporaryFolder } from './support/building.ts'
import { assistant, chats, generation, user } from './support/generations.ts'

describe('a line of the log that no fold could take', () => {
  const good = JSON.stringify(chats(1)[0])
  const bad = JSON.stringify(chats(1, 1)[0])
  const deep = '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000)

  test.for([
    ['tools that are null', bad.replace('"messages"', '"tools":null,"messages"')],
    ['tools that are a number', bad.replace('"messages"', '"tools":5,"messages"')],
    ['tools that are text', bad.replace('"messages"', '"tools":"x","messages"')],
    [
      'arguments 20,000 levels deep',
      bad.replace('"type":"text"', `"type":"tool_call","id":"x","name":"f","arguments":${deep},"_":"text"`),
    ],
  ] as const)('%s: counted, and the rest is built', async ([, line]) => {
    const from = temporaryFolder()
    await writeFile(join(from, 'a.jsonl'), `${good}\n${line}\n`)
    const { report } = await buildDataset({ from, to: temporaryFolder(), split: {} })
    expect(report.generations.kept).toBe(1)
    expect(report.events.damaged).toEqual({ not_an_event: 1 })
  })
})

describe('a line of another program, with a field that is not what it should be', () => {
  const call = JSON.stringify(chats(1)[0])
  const thumb = { v: 1, type: 'feedback', id: 'f', at: '2026-01-05T00:00:01.000Z', target: { generationId: 'x' } }
  const odd = [undefined, null, 5, '', 'x', [], {}, [null], -1.5]

  test.for([
    ['durationMs'],
    ['firstTokenMs'],
    ['source'],
    ['source', 'adapter'],
    ['model', 'requested'],
    ['model', 'responded'],
    ['response', 'finishReason'],
    ['usage'],
    ['usage', 'inputTokens'],
    ['usage', 'outputTokens'],
    ['userId'],
    ['tenantId'],
    ['conversationId'],
    ['sessionId'],
    ['link'],
    ['step'],
    ['turnId'],
    ['response', 'id'],
    ['response', 'messageId'],
  ])('%s: the build counts it and goes on', async (path) => {
    for (const value of odd) {
      const line = JSON.parse(call)
      const owner = path.length === 1 ? line : (line[path[0] ?? ''] ??= {})
      owner[path.at(-1) ?? ''] = value
      const { report } = await buildDataset({ from: [line], to: temporaryFolder(), split: {}, allowEmpty: true })
      expect(report.events.byType).toEqual({ generation: 1 })
    }
  })

  test('a judgement without a kind changes nothing', async () => {
    for (const kind of odd) {
      const from = [...chats(1), { ...thumb, kind } as never, { ...thumb, id: 'g', target: { turnId: kind } } as never]
      const { report } = await buildDataset({ from, to: temporaryFolder(), split: {} })
      expect(report.generations.kept).toBe(1)
    }
  })
})

test('what is nested too deep to be searched for personal data is cut off, also where nothing else is masked', async () => {
  const to = temporaryFolder()
  const deep = JSON.parse(`${'{"a":'.repeat(300)}"bob@corp-mail.net"${'}'.repeat(300)}`)
  const [call] = chats(1)
  const tool = { type: 'tool_call', id: 'x', name: 'f', arguments: deep } as const
  const answer = { role: 'assistant', parts: [{ type: 'text', text: 'I look it up.' }, tool] } as const
  const from = [{ ...call, response: { messages: [answer], finishReason: 'tool_call' } } as never]
  await buildDataset({ from, to, split: {}, rules: { tools: false } })
  const rows = Object.values(await filesIn(to)).join('\n')
  expect(rows).toContain('[too deep]')
  expect(rows).not.toContain('corp-mail')
})

test.for<[string, () => unknown]>([
  ['a promise', async () => ({ rows: [], refused: [] })],
  ['nothing', () => undefined],
  ['rows without what it refused', () => ({ rows: [{ a: 1 }] })],
])('a format that gives %s is counted', async ([, rows]) => {
  const format: Format = { name: 'f', version: 1, container: { kind: 'jsonl' }, rows: rows as () => FormatResult }
  const { report } = await buildDataset({
    from: chats(1),
    to: temporaryFolder(),
    split: {},
    formats: [format],
    allowEmpty: true,
  })
  expect(report.formats[0]?.refused).toEqual({ format_failed: 1 })
})

test.for([{ messages: undefined }, { messages: [null] }, { flags: 5 }, { redactions: undefined }, { id: undefined }])(
  'a step that gives back an example with %o is counted',
  async (change) => {
    const step = { name: 's', version: 1, apply: (example: Example) => keep({ ...example, ...(change as object) }) }
    const { report } = await buildDataset({
      from: chats(1),
      to: temporaryFolder(),
      split: {},
      steps: [step],
      allowEmpty: true,
    })
    expect(report.examples.dropped).toMatchObject([{ reason: 'step_failed', count: 1 }])
  },
)

test('half an emoji becomes UTF-8 that strict readers take, and escapes that were typed stay', async () => {
  const to = temporaryFolder()
  const call = generation({
    request: [user('Tell me \ud83d and C:\\\\ud83d \\ud83d')],
    answer: [assistant('So be it')],
  })
  await buildDataset({ from: [call], to, formats: ['chatml', 'json'], split: {} })
  const files = await filesIn(to)
  const rows = `${files['chatml/train.jsonl']}${files['json/train.json']}`
  expect(rows).toContain('Tell me \ufffd and C:')
  expect(rows).not.toMatch(/(?<!\\)(?:\\\\)*\\ud[89a-f]/)
})

test('an empty first choice does not hide the second', async () => {
  const to = temporaryFolder()
  const call = generation({ request: [user('Tell me')], answer: [assistant(''), assistant('The second choice')] })
  await buildDataset({ from: [call], to, split: {} })
  expect((await filesIn(to))['chatml/train.jsonl']).toContain('The second choice')
})
