import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Generation } from '../../../src/core/generation.ts'
import type { Message } from '../../../src/core/message.ts'
import { eventSourceOf } from '../../../src/pipeline/event-source.ts'
import { piecesOf } from '../../../src/pipeline/fold/foldable-pieces.ts'
import { forEachRecord } from '../../../src/pipeline/fold/lone-calls.ts'
import type { SpoolRecord } from '../../../src/pipeline/fold/spool-record.ts'
import { scanEvents } from '../../../src/pipeline/fold/scan.ts'
import { temporaryFolder } from '../support/building.ts'
import { accounted, fold, toldAll, trainedIds } from '../support/folding.ts'
import {
  assistant,
  generation,
  replayChat,
  second,
  system,
  user,
  type GenerationParts,
} from '../support/generations.ts'
import { shuffled } from '../whole/support/wild-log.ts'

const TURNS = 40
const WINDOW = 5
const CUT = { partitionBytes: 1, mostMessages: 60 }

const chat: readonly Message[] = Array.from({ length: TURNS }, (_, turn) => [
  user(`question ${turn}`),
  assistant(`answer ${turn}`),
]).flat()

function calls(labels: GenerationParts, opening: readonly Message[], size = WINDOW): readonly Generation[] {
  const whole = replayChat(chat, (answer) => ({ id: idOf(answer), startedAt: second(answer), ...labels }))
  return whole.map((call) => ({ ...call, request: { messages: [...opening, ...call.request.messages.slice(-size)] } }))
}

const idOf = (turn: number): string => `g${String(turn).padStart(3, '0')}`
const allIds = Array.from({ length: TURNS }, (_, turn) => idOf(turn))

/** A message that is no instruction. */
const isSaid = (record: SpoolRecord): boolean => record.kind === 'node' && !record.instructs

describe.for([{ conversationId: 'c' }, {}])('a conversation %j of too many windows', (labels) => {
  const opening = [system('Be brief.')]

  test('becomes rows of some turns each, one behind the other, and every answer is trained once', async () => {
    const folded = await fold(calls(labels, opening), CUT)
    const rows = toldAll(folded)
    expect(rows.length).toBeGreaterThan(2)
    expect(trainedIds(folded)).toEqual(allIds)
    expect(folded.losses).toEqual([])
    expect(folded.examples.every(({ flags }) => flags.includes('conversation_cut'))).toBe(true)
    for (const row of rows) expect(row[0]).toBe('system: Be brief.')
    // Each row is a stretch of the chat: what the first window of its part held, then turn after turn.
    const told = chat.map(({ role, parts: [part] }) => `${role}: ${part?.type === 'text' ? part.text : ''}`)
    for (const row of rows) {
      const said = row.slice(1).map((line) => line.replace(' *', ''))
      const start = told.indexOf(said[0] ?? '')
      expect(said).toEqual(told.slice(start, start + said.length))
    }
  })

  test('is never held at once: no piece has more messages than may be held', async () => {
    const directory = temporaryFolder()
    const scan = await scanEvents(eventSourceOf(calls(labels, opening)), { directory })
    const messages: number[] = []
    for (const { path } of piecesOf(scan.partitions, directory, { ...CUT, withheld: () => undefined })) {
      let count = 0
      if (existsSync(path)) forEachRecord(path, (record) => (count += Number(isSaid(record))))
      messages.push(count)
    }
    scan.close()
    // The last one is the whole key, of which nothing is left to fold.
    const whole = messages.pop() ?? 0
    expect(whole).toBeGreaterThan(CUT.mostMessages)
    expect(Math.max(...messages)).toBeLessThanOrEqual(CUT.mostMessages)
    expect(messages.reduce((sum, count) => sum + count, 0)).toBe(whole)
  })

  test('is cut the same in any order of the log', async () => {
    const events = calls(labels, opening)
    const inOrder = toldAll(await fold(events, CUT))
    expect(toldAll(await fold(shuffled(events, 7), CUT))).toEqual(inOrder)
    expect(toldAll(await fold(events.toReversed(), { ...CUT, recentCharacters: 1000 }))).toEqual(inOrder)
  })

  test('brings no erased answer back in the part behind it', async () => {
    const events = calls(labels, opening)
    for (const target of allIds.filter((_, turn) => turn % 3 === 0)) {
      const erasure = { v: 1, type: 'erasure', id: 'e', at: second(1000), targets: [target] } as const
      const folded = await fold([...events, erasure], CUT)
      expect(accounted(folded)).toEqual(allIds)
      const answer = `assistant: answer ${Number(target.slice(1))}`
      expect(toldAll(folded).filter((row) => row.some((line) => line.replace(' *', '') === answer))).toEqual([])
    }
  })
})

test('a conversation that sends all that was said is never cut', async () => {
  const folded = await fold(calls({ conversationId: 'c' }, [], Number.POSITIVE_INFINITY), CUT)
  expect(folded.examples.map(({ messages, flags }) => [messages.length, flags])).toEqual([[2 * TURNS, []]])
})

test('tools and instructions with a time stand in the part of the call that sent them', async () => {
  const events = calls({ conversationId: 'c' }, []).map((call, turn) => ({
    ...call,
    request: {
      messages: [system(`It is ${second(turn)}.`), ...call.request.messages],
      tools: [{ type: 'function', name: `tool${turn}` }],
    },
  })) as readonly Generation[]
  const folded = await fold(events, CUT)
  expect(folded.examples.length).toBeGreaterThan(2)
  for (const { generationIds, messages, tools } of folded.examples) {
    const last = Number(generationIds.at(-1)?.slice(1))
    expect(tools).toEqual([{ type: 'function', name: `tool${last}` }])
    expect(messages[0]?.message).toEqual(system(`It is ${second(last)}.`))
  }
})

test('the same call again counts once, though it sent other messages', async () => {
  const events = calls({ conversationId: 'c' }, [])
  const copy = generation({ ...events[30], id: idOf(0), request: [user('other')], answer: [assistant('else')] })
  const folded = await fold([...events, copy], CUT)
  expect(folded.losses).toEqual([{ generationId: idOf(0), reason: 'duplicate' }])
})
