import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Example } from '../../../src/core/example.ts'
import type { LogEvent } from '../../../src/core/log-event.ts'
import type { Message, Part } from '../../../src/core/message.ts'
import { keep, type StepResult } from '../../../src/core/step.ts'
import { buildDataset, exportDataset, renderReport } from '../../../src/datasets.ts'
import { filesIn, temporaryFolder } from '../support/building.ts'
import { assistant, generation, second, system, user, type GenerationParts } from '../support/generations.ts'

const FORMATS = ['chatml', 'alpaca', 'json', 'csv', 'instruction']
const ADDRESS = /[\w-]+@quastel-web\.de/g

/** An address that says where it was planted. */
const planted = (place: string): string => `${place}@quastel-web.de`

const question = (of: string): Message => user(`Hello there, would you help me with my order of ${of}?`)
const answer = (of: string): Message => assistant(`Of course, I will gladly help you with ${of} and all else.`)

/** A chat with an address in one place. */
function chat(place: string, parts: (address: string) => GenerationParts): readonly LogEvent[] {
  const labels = { id: `g-${place}`, conversationId: `c-${place}` }
  return [generation({ ...labels, request: [question(place)], answer: [answer(place)], ...parts(planted(place)) })]
}

const thinking = (place: string, part: (address: string) => Part): readonly LogEvent[] =>
  chat(place, (address) => ({ answer: [{ role: 'assistant', parts: [...answer(place).parts, part(address)] }] }))

function toolTurn(place: string, more: (address: string) => { readonly call?: object; readonly result?: object }) {
  const { call = {}, result = {} } = more(planted(place))
  const call1: Part = { type: 'tool_call', id: 't', name: 'send', arguments: {}, ...call }
  const wish: Message = { role: 'assistant', parts: [call1] }
  const found: Message = { role: 'tool', parts: [{ type: 'tool_result', id: 't', result: 'sent', ...result }] }
  return [
    ...chat(place, () => ({ answer: [wish] })),
    ...chat(place, () => ({ id: `h-${place}`, startedAt: second(1), request: [question(place), wish, found] })),
  ]
}

function judged(place: string): readonly LogEvent[] {
  const text = `Please write to ${planted(place)} about your order.`
  const about = { v: 1, type: 'feedback', id: 'f', at: second(9), target: { generationId: `g-${place}` } } as const
  return [...chat(place, () => ({})), { ...about, kind: 'correction', value: text, comment: text, by: planted('by') }]
}

/** The address in two parts of one text. */
function halves(place: string, between: readonly Part[]): readonly LogEvent[] {
  const [first, last] = [`Where is it? I am ${planted(place).slice(0, 6)}`, `${planted(place).slice(6)} by the way`]
  const [start, end]: readonly Part[] = [first, last].map((text) => ({ type: 'text', text }))
  const parts = [start, ...between, end].filter((part) => part !== undefined)
  return chat(place, () => ({ answer: [{ role: 'assistant', parts }] }))
}

const log = [
  ...chat('question', (address) => ({ request: [user(`I am ${address}, where is my order?`)] })),
  ...chat('answer', (address) => ({ answer: [assistant(`You can write to ${address} about your order.`)] })),
  ...chat('system', (address) => ({ request: [system(`The owner is ${address}.`), question('system')] })),
  ...chat('name', (address) => ({ request: [{ ...question('name'), name: address, id: address }] })),
  ...thinking('thoughts', (address) => ({ type: 'reasoning', text: `It is ${address}.` })),
  ...thinking('source', (address) => ({ type: 'source', uri: `https://x.org/?of=${address}`, title: address })),
  ...toolTurn('key', (address) => ({ call: { arguments: { [address]: { [address]: address } } } })),
  ...toolTurn('nested', (address) => ({ call: { arguments: { body: JSON.stringify({ to: address }) } } })),
  ...toolTurn('broken', (address) => ({ call: { argumentsRaw: `{"to": "${address}"` } })),
  ...toolTurn('result', (address) => ({ result: { result: { [address]: [address] }, name: address } })),
  ...chat('tool', (address) => ({
    tools: [{ name: 'send', description: `To ${address}`, parameters: { type: 'object', title: address } }],
  })),
  ...chat('ids', (address) => ({ userId: address, sessionId: address, tenantId: address, conversationId: address })),
  ...chat('labels', (address) => ({ metadata: { of: address }, tags: [address], traceId: address, release: address })),
  ...chat('error', (address) => ({
    status: 'error',
    answer: [],
    error: { name: 'E', message: address, phase: 'request' },
  })),
  ...judged('correction'),
  ...halves('halves', []),
  ...halves('around-thoughts', [{ type: 'reasoning', text: 'Hm.' }]),
]

test('an address that stands anywhere in a log is in no file of the dataset, whatever the format', async () => {
  const to = temporaryFolder()
  const { report } = await buildDataset({ from: log, to, formats: FORMATS, split: {} })
  expect(report.examples.kept).toBe(16)
  const found = Object.entries(await filesIn(to)).map(([file, text]) => [file, text.match(ADDRESS) ?? []])
  expect(found.filter(([, addresses = []]) => addresses.length > 0)).toEqual([])
  expect(renderReport(report).match(ADDRESS)).toBeNull()
})

test.for(FORMATS)('nor in an export as %s', async (format) => {
  const to = join(temporaryFolder(), 'rows')
  const { rows } = await exportDataset({ from: log, to, format })
  expect(rows).toBeGreaterThan(10)
  expect((await readFile(to, 'utf8')).match(ADDRESS)).toBeNull()
})

test('neither the report nor the rows quote what a step said as it failed', async () => {
  const to = temporaryFolder()
  const apply = (example: Example): StepResult => keep({ ...example, ...JSON.parse(planted('step')) })
  const { report } = await buildDataset({
    from: log,
    to,
    steps: [{ name: 'mine', version: 1, apply }],
    allowEmpty: true,
  })
  expect(report.examples.dropped).toMatchObject([{ step: 'mine', reason: 'step_failed' }])
  for (const text of Object.values(await filesIn(to))) expect(text.match(ADDRESS)).toBeNull()
})
