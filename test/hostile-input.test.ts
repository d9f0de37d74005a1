// Input of any shape is the point here.
/* oxlint-disable typescript/no-explicit-any, typescript/no-unnecessary-type-assertion, vitest/valid-title */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  appendFileSync,
  rmSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { buildDataset, exportDataset } from '../src/datasets.ts'
import { keep } from '../src/core/step.ts'
import { createRedactor } from '../src/redaction/index.ts'
import { tidyText } from '../src/pipeline/steps/tidy-text.ts'
import { jsonlStore } from '../src/storage/jsonl/index.ts'
import { readPieces } from '../src/storage/jsonl/pieces.ts'
import { createPositions } from '../src/storage/jsonl/cursor.ts'
import { assistant, chats, generation, second, user } from './pipeline/support/generations.ts'
import { fold } from './pipeline/support/folding.ts'

const FORMATS = ['json', 'csv', 'chatml', 'alpaca', 'instruction']
const folder = () => mkdtempSync(join(tmpdir(), 'break-'))
const one = (parts: any = {}) =>
  generation({
    id: 'g1',
    conversationId: 'c1',
    request: [user('Tell me something please')],
    answer: [assistant('Here is a long answer')],
    ...parts,
  })
async function all(events: any, options: any = {}): Promise<string> {
  const to = folder()
  await buildDataset({ from: events, to, formats: FORMATS, split: {}, ...options })
  const text = (readdirSync(to, { recursive: true }) as string[])
    .filter((f) => statSync(join(to, f)).isFile())
    .map((f) => readFileSync(join(to, f), 'utf8'))
    .join('\n')
  rmSync(to, { recursive: true })
  return text
}
const text = (value: string) => ({ type: 'text', text: value })
const call = (args: any) => ({ role: 'assistant', parts: [{ type: 'tool_call', id: 'x', name: 'f', arguments: args }] })

describe('leaks', () => {
  const cases: Record<string, any> = {
    'L1 userId': one({ userId: 'ada@example.com' }),
    'L1 sessionId': one({ sessionId: 'ada@example.com' }),
    'L1 conversationId': one({ conversationId: 'chat-ada@example.com' }),
    'L2 data: text': one({ request: [user('data:name,email\nAda,ada@example.com\nWho is this?')] }),
    'L3 $defs': one({ tools: [{ name: 't', parameters: { $defs: { A: { description: 'ask ada@example.com' } } } }] }),
    'L4 split by a source': one({
      answer: [
        { role: 'assistant', parts: [text('Write to ada@'), { type: 'source', uri: 'x' }, text('example.com now')] },
      ],
    }),
    'L4 split by reasoning': one({
      answer: [
        {
          role: 'assistant',
          parts: [text('Write to ada@'), { type: 'reasoning', text: 'x' }, text('example.com now')],
        },
      ],
    }),
    'L6 argument key': one({ answer: [call({ to: { 'ada@example.com': true } })] }),
    'L6 tool_result name': one({
      request: [
        user('Tell me abc'),
        call({}),
        { role: 'tool', parts: [{ type: 'tool_result', id: 'x', name: 'ada@example.com', result: 'r' }] },
      ],
    }),
  }
  for (const [name, event] of Object.entries(cases))
    test(name, async () => expect(await all([event])).not.toContain('ada@example.com'))
  test('L5 error of a step', async () => {
    const steps = [
      { name: 'parse', version: 1, apply: (e: any) => (JSON.parse(e.messages[0].message.parts[0].text), keep(e)) },
    ]
    expect(await all([one({ request: [user('ada@example.com is me')] })], { steps })).not.toMatch(/ada@exam/)
  })
})

describe('robust', () => {
  const good = JSON.stringify(one({ id: 'good', conversationId: 'good' }))
  const line = (value: string) =>
    JSON.stringify(one({ id: 'bad', request: [user('Another question')] })).replace('"messages"', `${value},"messages"`)
  for (const tools of ['null', '5', '"x"'])
    test(`R1 tools ${tools} is a counted skip`, async () => {
      const from = folder()
      writeFileSync(join(from, 'a.jsonl'), `${good}\n${line(`"tools":${tools}`)}\n`)
      const { report } = await buildDataset({ from, to: join(from, 'o'), split: {} })
      expect([report.generations.kept, report.events.damaged]).toEqual([1, { not_an_event: 1 }])
    })
  test('R2 a line nested 20,000 levels deep is a counted skip', async () => {
    const from = folder()
    const deep = JSON.stringify(one({ id: 'deep', answer: [call('X')] })).replace(
      '"X"',
      '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000),
    )
    writeFileSync(join(from, 'a.jsonl'), `${good}\n${deep}\n`)
    const { report } = await buildDataset({ from, to: join(from, 'o'), split: {} })
    expect([report.generations.kept, report.events.damaged]).toEqual([1, { not_an_event: 1 }])
  })
  for (const [name, rows] of Object.entries({
    promise: async (): Promise<object> => ({ rows: [], refused: [] }),
    undefined: (): undefined => undefined,
    'no refused': () => ({ rows: [{ a: 1 }] }),
  }))
    test(`R3 a format that gives ${name} is counted`, async () => {
      const format: any = { name: 'f', version: 1, container: { kind: 'jsonl' }, rows }
      const { report } = await buildDataset({ from: [one()], to: folder(), split: {}, formats: [format] })
      expect(report.formats[0]?.refused).toEqual({ format_failed: 1 })
    })
  for (const change of [
    { messages: undefined },
    { messages: [null] },
    { flags: 5 },
    { redactions: undefined },
    { id: undefined },
  ])
    test(`R4 a step that returns ${JSON.stringify(change)} is counted`, async () => {
      const steps: any = [{ name: 's', version: 1, apply: (e: any) => keep({ ...e, ...change } as any) }]
      const { report } = await buildDataset({ from: [one()], to: folder(), split: {}, steps })
      expect(report.examples.dropped).toMatchObject([{ reason: 'step_failed', count: 1 }])
    })
  test('R5 half an emoji gives UTF-8 that strict readers take', async () => {
    expect(
      await all([one({ request: [user('Tell me abc \ud83d and C:\\\\ud83d \\ud83d')] })], {
        formats: ['chatml', 'json'],
      }),
    ).not.toMatch(/(?<!\\)(?:\\\\)*\\ud[89a-f]/)
  })
})

describe('folder', () => {
  test('D1 two builds at once leave one of them whole', async () => {
    for (let round = 0; round < 10; round += 1) {
      const to = folder()
      await Promise.all([
        buildDataset({ from: chats(40), to, formats: ['chatml'], split: {} }),
        buildDataset({ from: chats(41, 7), to, formats: ['alpaca'], split: {} }),
      ])
      expect(readdirSync(to).filter((n) => n === 'alpaca' || n === 'chatml')).toHaveLength(1)
      await buildDataset({ from: chats(40), to, formats: ['chatml', 'alpaca'], split: {} })
    }
  })
  test('D2 what a killed build with the same process id left is removed', async () => {
    const to = folder()
    mkdirSync(join(to, `.finetap-build-${process.pid}-abcdef`))
    await buildDataset({ from: chats(3), to, split: {} })
    expect(readdirSync(to).filter((n) => n.startsWith('.'))).toEqual([])
  })
  test('D3 a log is never written into or over', async () => {
    const from = folder()
    const store = jsonlStore(from)
    await store.append(chats(3))
    await store.close()
    const segment = readdirSync(from).find((n) => n.endsWith('.jsonl')) ?? ''
    await expect(exportDataset({ from, to: join(from, segment) })).rejects.toMatchObject({ code: 'bad_option' })
    await expect(buildDataset({ from, to: from, split: {} })).rejects.toMatchObject({ code: 'bad_option' })
    expect(await Array.fromAsync(store.read())).toHaveLength(3)
  })
})

describe('fold', () => {
  const c = { conversationId: 'c' }
  test('F1 an answer sent back without its <think> is the same answer', async () => {
    const { examples, losses } = await fold([
      one({ ...c, id: 'g1', request: [user('q')], answer: [assistant('<think>x</think>\n\nA')] }),
      one({ ...c, id: 'g2', startedAt: second(1), request: [user('q')], answer: [assistant('rejected')] }),
      one({
        ...c,
        id: 'g3',
        startedAt: second(2),
        request: [user('q'), assistant('A'), user('r')],
        answer: [assistant('B')],
      }),
    ])
    expect(examples.map((e) => e.generationIds)).toEqual([['g1', 'g3']])
    expect(losses).toEqual([{ generationId: 'g2', reason: 'regenerated' }])
  })
  for (const conversationId of [null, ''])
    test(`F2 conversationId ${JSON.stringify(conversationId)} is none`, async () => {
      const { examples } = await fold([
        one({ conversationId, request: [user('hi')], answer: [assistant('A')] }),
        one({ id: 'g2', conversationId, request: [user('hi')], answer: [assistant('B')] }),
      ])
      expect(examples).toHaveLength(2)
    })
  test('F3 two users with the same conversation id did not regenerate each other', async () => {
    const { losses } = await fold([
      one({ ...c, userId: 'a', request: [user('hi')], answer: [assistant('A')] }),
      one({ id: 'g2', ...c, userId: 'b', request: [user('hi')], answer: [assistant('B')] }),
    ])
    expect(losses).toEqual([])
  })
  test('F4 a last step without tools keeps the tools of the loop', async () => {
    const result: any = { role: 'tool', parts: [{ type: 'tool_result', id: 'x', result: 'r' }] }
    const { examples } = await fold([
      one({ ...c, request: [user('hi')], answer: [call({})], tools: [{ name: 'f' }] }),
      one({
        ...c,
        id: 'g2',
        startedAt: second(1),
        request: [user('hi'), call({}), result],
        answer: [assistant('done')],
      }),
    ])
    expect(examples[0]?.tools).toEqual([{ name: 'f' }])
  })
  test('F5 an empty first choice does not hide the second', async () => {
    expect(await all([one({ answer: [assistant(''), assistant('The second choice')] })])).toContain('The second choice')
  })
})

describe('work grows with the input', () => {
  test('P1 many equal tags as keys', () => {
    const keys = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`u${i}@example.com`, i]))
    const start = performance.now()
    createRedactor().begin().json(keys)
    expect(performance.now() - start).toBeLessThan(3000)
  }, 60_000)
  test('P2 backticks', () => {
    const start = performance.now()
    tidyText(`${'`'.repeat(60_000)}a\``, { trimStart: true, trimEnd: true })
    expect(performance.now() - start).toBeLessThan(1000)
  }, 60_000)
  test('P3 reading does not make cursors', () => {
    const positions = createPositions(undefined)
    const start = performance.now()
    for (let i = 0; i < 6000; i += 1) {
      const name = `20260101T000000000Z-${i}-${i.toString(16).padStart(10, '0')}.jsonl`
      positions.cursors(name)
      positions.moveTo(name, 5)
    }
    expect(performance.now() - start).toBeLessThan(1000)
  }, 60_000)
  test('P4 a file that was empty when it was opened is read in large pieces', async () => {
    const path = join(folder(), 'a.jsonl')
    writeFileSync(path, '')
    const handle = await open(path)
    const prototype = Object.getPrototypeOf(handle)
    await handle.close()
    const { stat } = prototype
    prototype.stat = async function (...given: unknown[]) {
      prototype.stat = stat
      const found = await stat.apply(this, given)
      appendFileSync(path, 'x'.repeat(100_000))
      return found
    }
    let read = { length: 0 }
    // When the size is not asked for, the file grows at the first piece instead.
    const pieces = readPieces(path, {})
    let count = 0
    if (prototype.stat !== stat && !readPieces.toString().includes('.stat()')) {
      prototype.stat = stat
      appendFileSync(path, 'x'.repeat(100_000))
    }
    for await (const piece of pieces) {
      count += 1
      read = { length: read.length + piece.length }
    }
    expect(read.length).toBe(100_000)
    expect(count).toBeLessThan(10)
  })
})
