import assert from 'node:assert/strict'
import type { Generation } from '../../core/generation.ts'
import type { AdapterCases, Bench } from './bench.ts'
import type { Question } from './subject.ts'
import { answerText, questionText, reasoningText, toolCalls } from './recorded.ts'
import { FINISH, markers, text, type Piece, type Script } from './upstream/script.ts'
import { assertUnnoticed } from './unnoticed.ts'
import { canSay } from './wire.ts'

const TOOL = {
  name: 'get_order',
  description: 'Looks up an order.',
  parameters: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
} as const
const TOOL_CALL: Piece = {
  type: 'tool_call',
  id: 'call_1',
  name: TOOL.name,
  arguments: { id: 'A-17', deep: [1, null] },
}
const WIDE = 'Grüße aus 東京 🗼👩‍👩‍👧, "quoted", \\back\\, tab\t, line\nbreak.'
const MEGABYTE = Array.from({ length: 64 }, (_, index) => text(`${index} `.padEnd(16_384, 'Lorem ipsum 東京 ')))

export const answerCases: AdapterCases = {
  'a plain answer': (bench) => assertRecords(bench, [text('Hello '), text('you'), FINISH], 'Hello you'),
  'an empty answer': (bench) => assertRecords(bench, [FINISH], ''),
  'an answer of many pieces': (bench) => assertRecords(bench, [...markers(200), FINISH], joined(markers(200))),
  'an answer of a megabyte': (bench) => assertRecords(bench, [...MEGABYTE, FINISH], joined(MEGABYTE)),
  'an answer beyond ASCII': (bench) => assertRecords(bench, [text(WIDE), FINISH], WIDE),
  'an answer whose bytes arrive one by one': (bench) =>
    assertRecords(bench, [{ type: 'bytewise', piece: text(WIDE) }, FINISH], WIDE),

  'the question is recorded': async (bench) => {
    for (const record of await bothWays(bench, [text('Here.'), FINISH], { text: WIDE })) {
      assert.equal(questionText(record), WIDE, 'the record must hold what the user asked')
    }
  },

  'tools and tool calls are recorded': async (bench) => {
    if (!canSay(bench.wire, [TOOL_CALL])) return
    const script: Script = [TOOL_CALL, { type: 'finish', reason: 'tool_call' }]
    for (const record of await bothWays(bench, script, { text: 'Where is A-17?', tool: TOOL })) {
      const calls = toolCalls(record).map((call) => ({ name: call.name, arguments: call.arguments }))
      assert.deepEqual(
        calls,
        [{ name: TOOL_CALL.name, arguments: TOOL_CALL.arguments }],
        'the tool call must be recorded',
      )
      const tools = record.request.tools?.map(({ name }) => name)
      assert.deepEqual(tools, [TOOL.name], 'the tools that the model was offered must be recorded')
      assert.equal(record.response.finishReason, 'tool_call', 'the finish reason must say that the model calls a tool')
    }
  },

  'reasoning is recorded, apart from the answer': async (bench) => {
    const thought: Piece = { type: 'reasoning', text: 'The user greets me.' }
    if (!canSay(bench.wire, [thought])) return
    for (const record of await bothWays(bench, [thought, text('Hello'), FINISH], { text: 'Hi' })) {
      assert.equal(reasoningText(record), thought.text, 'what the model thought must be recorded as reasoning')
      assert.equal(answerText(record), 'Hello', 'the answer must be recorded without what the model thought')
    }
  },
}

function joined(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (piece.type === 'text' ? piece.text : '')).join('')
}

/** The app gets the same as without the adapter, and the record holds the answer. */
async function assertRecords(bench: Bench, script: Script, answer: string): Promise<void> {
  const records = await bothWays(bench, script, { text: 'Tell me.' })
  for (const record of records) {
    assert.equal(record.status, 'ok', 'an answer that came whole is recorded as ok')
    assert.equal(record.response.finishReason, 'stop')
    assert.ok(answerText(record) === answer, `the record must hold the answer as the app got it: ${summary(record)}`)
  }
  assert.deepEqual(
    records.map(({ stream }) => stream),
    [false, true],
    'the record must say whether the answer was streamed',
  )
}

function summary(record: Generation): string {
  const found = answerText(record)
  return found.length > 200 ? `${found.length} characters` : JSON.stringify(found)
}

/** Asks for the whole answer, then for a stream, compares both with the raw client, and gives the records. */
async function bothWays(bench: Bench, script: Script, question: Question): Promise<readonly Generation[]> {
  bench.upstream.answer(script)
  await assertUnnoticed(bench, question)
  const generations = await bench.recording.generations()
  assert.equal(generations.length, 2, `two calls must leave two records, they left ${generations.length}`)
  return generations
}
