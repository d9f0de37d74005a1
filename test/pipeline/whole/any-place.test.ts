import * as fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { LogEvent } from '../../../src/core/log-event.ts'
import type { Message } from '../../../src/core/message.ts'
import { buildDataset, datasetsHolding, renderReport } from '../../../src/datasets.ts'
import { runs } from '../../support/runs.ts'
import { filesIn, temporaryFolder } from '../support/building.ts'
import { assistant, generation, second, system, user } from '../support/generations.ts'

const FORMATS = ['chatml', 'alpaca', 'json', 'csv', 'instruction']
const ADDRESS = 'ada.k7@quastel-web.de'

const question = user('Hello there, would you help me with my order of yesterday?')
const wish: Message = {
  role: 'assistant',
  parts: [
    { type: 'text', text: 'Let me have a look at it. I' },
    { type: 'tool_call', id: 'call-1', name: 'look_up', arguments: { order: 'x-1', deep: { list: ['y'] } } },
    { type: 'text', text: 'look it up, wait a moment.' },
  ],
}
const found: Message = {
  role: 'tool',
  parts: [{ type: 'tool_result', id: 'call-1', name: 'look_up', result: { state: 'sent', by: ['post'] } }],
}
const shown: Message = {
  role: 'user',
  parts: [
    { type: 'text', text: 'Here is the picture of it, and a' },
    { type: 'file', mediaType: 'image/png', uri: 'data:image/png;base64,AAAA', fileId: 'f-1', filename: 'a.png' },
    { type: 'text', text: 'letter that came with it.' },
    { type: 'file', mediaType: 'application/pdf', fileId: 'f-2', filename: 'b.pdf', sha256: 'ab' },
    { type: 'other', kind: 'thing', value: { a: 'b' } },
  ],
}
const parameters = {
  $id: 'tool',
  type: 'object',
  properties: { order: { $ref: '#/$defs/order', default: { a: 'b' }, enum: ['c'] } },
  required: ['order'],
  $defs: { order: { type: 'string' } },
}
const call = {
  conversationId: 'c',
  userId: 'u',
  tools: [{ name: 'look_up', description: 'Looks up', parameters }],
  metadata: { a: 'b' },
  tags: ['t'],
}
const first = [system('You help.'), question]
const log: readonly LogEvent[] = [
  generation({ ...call, id: 'g1', request: first, answer: [wish], finishReason: 'tool_call' }),
  generation({
    ...call,
    id: 'g2',
    startedAt: second(1),
    request: [...first, wish, found],
    answer: [assistant('It was sent yesterday, and will be with you tomorrow.')],
    finishReason: 'stop',
  }),
  generation({
    id: 'g3',
    userId: 'v',
    conversationId: 'd',
    startedAt: second(2),
    request: [shown],
    answer: [assistant('Thank you, I can see it very well now that you sent it.')],
  }),
  generation({
    id: 'g4',
    startedAt: second(3),
    request: [user('Tell me of the sea.')],
    answer: [assistant('It is wide and blue and deep and cold.')],
  }),
  { v: 1, type: 'feedback', id: 'f', at: second(9), target: { generationId: 'g2' }, kind: 'thumb', value: 'up' },
  { v: 1, type: 'gap', id: 'p', at: second(9), since: second(8), dropped: { disk_full: 2 } },
]

type Path = readonly string[]

/** Below these the names of fields are data too. */
const DATA = /^(?:arguments|result|value|parameters|dropped|metadata)$/

/** The place of every text below a value, and of every name that is data. */
function placesIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value === 'string') return [path]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => [
    ...placesIn(item, [...path, key]),
    ...(path.some((name) => DATA.test(name)) && !Array.isArray(value) ? [[...path, key, '(name)']] : []),
  ])
}

/** The value with an address instead of what stands at a place, or around it. */
function planted(value: unknown, [key = '', ...rest]: Path, address: (text: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item, at) => (String(at) === key ? planted(item, rest, address) : item))
  if (typeof value !== 'object' || value === null) return address(String(value))
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      if (name !== key) return [name, item]
      return rest[0] === '(name)' ? [address(name), item] : [name, planted(item, rest, address)]
    }),
  )
}

const ways = fc.constantFrom(
  () => ADDRESS,
  (text: string) => `${text} ${ADDRESS} ${text}`,
  (text: string) => `${ADDRESS}_${text}`,
)

test('wherever in a log an address stands, as a text or as a name of a field: no file of the dataset holds it', async () => {
  const places = fc.array(fc.tuple(fc.constantFrom(...placesIn(log)), ways), { minLength: 1, maxLength: 3 })
  await fc.assert(
    fc.asyncProperty(places, async (given) => {
      const events = given.reduce<unknown>((before, [path, way]) => planted(before, path, way), log)
      const to = mkdtempSync(join(tmpdir(), 'finetap-test-'))
      try {
        // What is read may be anything.
        const from = events as readonly LogEvent[]
        const { report } = await buildDataset({ from, to, formats: FORMATS, split: {} })
        const files = { ...(await filesIn(to)), text: renderReport(report) }
        expect(Object.entries(files).filter(([, text]) => text.includes(ADDRESS))).toEqual([])
      } finally {
        rmSync(to, { recursive: true, force: true })
      }
    }),
    { numRuns: runs(40, 1_000) },
  )
})

test('a call and its result, a call and its tool still belong together', async () => {
  const to = temporaryFolder()
  const text = JSON.stringify(log).replaceAll('call-1', 'bob@quastel-web.de').replaceAll('look_up', `${ADDRESS}_find`)
  await buildDataset({ from: JSON.parse(text), to, formats: ['json'], split: {} })
  const rows = Object.entries(await filesIn(to)).flatMap(([file, json]) => (file.startsWith('json') ? [json] : []))
  const [row] = rows.flatMap((json) => JSON.parse(json)).filter(({ tools }) => tools !== undefined)
  const [wanted, result] = [row.messages[2].tool_calls[0], row.messages[3]]
  expect(result.tool_call_id).toBe(wanted.id)
  expect(wanted.id).toMatch(/^\[EMAIL/)
  expect(row.tools[0].function.name).toBe(wanted.function.name)
  expect(result.name).toBe(wanted.function.name)
  expect(wanted.function.name).toMatch(/^EMAIL(?:_\d)?_find$/)
})

test('a generation whose id is an address goes by a digest, under which its rows are found', async () => {
  const to = temporaryFolder()
  const from = JSON.parse(JSON.stringify(log).replaceAll('"g2"', `"${ADDRESS}"`))
  await buildDataset({ from, to, formats: FORMATS, split: {} })
  const [holding] = await datasetsHolding([to], [ADDRESS])
  expect(holding?.examples).toMatchObject([{ generations: [ADDRESS] }])
  expect((await filesIn(to))['lineage.jsonl']).toMatch(/"generations":\["g1","[\da-f]{32}"\]/)
})
