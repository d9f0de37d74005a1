import fc from 'fast-check'
import type { Json, JsonObject } from '../../../src/core/json.ts'

/** Any JSON value, as it comes back from text: so without -0. */
export const jsonValue: fc.Arbitrary<Json> = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)))

type Action =
  | {
      readonly do: 'ask'
      readonly text: string
      readonly answer: string
      readonly echo: 'exact' | 'rewritten' | 'lost'
    }
  | { readonly do: 'answer tools'; readonly result: Json }
  | { readonly do: 'regenerate' | 'repeat' | 'clear'; readonly answer: string }
  | { readonly do: 'edit' | 'slide'; readonly at: number; readonly text: string }
  | { readonly do: 'fork'; readonly from: number; readonly at: number }
  | { readonly do: 'something else'; readonly value: Json }

type Step = {
  readonly conversation: number
  readonly action: Action
  readonly tools: number
  readonly extra: number
}

const text = fc.oneof(
  fc.constantFrom('Hi', '', 'Grüße 東京 \u2028', 'You are kind.', '\ud800'),
  fc.string({ unit: 'binary' }),
)
const answer = fc.oneof(fc.constantFrom('Hello!', ''), text)
const index = fc.nat({ max: 12 })

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('ask' as const),
      text,
      answer,
      echo: fc.constantFrom('exact', 'exact', 'rewritten', 'lost'),
    }),
  },
  fc.record({ do: fc.constant('answer tools' as const), result: jsonValue }),
  fc.record({ do: fc.constantFrom('regenerate' as const, 'repeat' as const, 'clear' as const), answer }),
  fc.record({ do: fc.constantFrom('edit' as const, 'slide' as const), at: index, text }),
  fc.record({ do: fc.constant('fork' as const), from: index, at: index }),
  fc.record({ do: fc.constant('something else' as const), value: jsonValue }),
)

const step: fc.Arbitrary<Step> = fc.record({
  conversation: fc.nat({ max: 5 }),
  action,
  tools: fc.nat({ max: 5 }),
  extra: fc.nat({ max: 9 }),
})

/** Records as chat apps of every habit would write them: interleaved, branching, edited, windowed, with and without ids. */
export const traffic: fc.Arbitrary<readonly JsonObject[]> = fc.array(step, { maxLength: 40 }).map((steps) => {
  const chats: Chat[] = Array.from({ length: 6 }, (_, number) => ({ number, history: [], last: [] }))
  return steps.flatMap((one, number) => perform(one, `r${number}`, chats))
})

type Chat = { readonly number: number; history: Json[]; last: Json[]; lastRecord?: JsonObject }

function perform({ conversation, action: what, tools, extra }: Step, id: string, chats: Chat[]): readonly JsonObject[] {
  const chat = chats[conversation % chats.length]
  if (chat === undefined) return []
  const { history } = chat
  switch (what.do) {
    case 'ask': {
      chat.history = [
        ...(history.length === 0 ? [message('system', 'You are kind.', 0)] : history),
        message('user', what.text, extra),
      ]
      const record = generation(id, chat, [message('assistant', what.answer, extra)], tools, extra)
      if (what.echo === 'exact') chat.history = [...chat.history, ...chat.last]
      if (what.echo === 'rewritten') chat.history = [...chat.history, message('assistant', `${what.answer}.`, 0)]
      return [record]
    }
    case 'answer tools': {
      const call = {
        role: 'assistant',
        parts: [{ type: 'tool_call', id, name: 'search', arguments: { result: what.result } }],
      }
      const record = generation(id, chat, [call], tools, extra)
      chat.history = [
        ...chat.history,
        call,
        { role: 'tool', parts: [{ type: 'tool_result', id, result: what.result }] },
      ]
      return [record]
    }
    case 'regenerate':
      return [
        generation(id, chat, [message('assistant', what.answer, extra), message('assistant', '2', 0)], tools, extra),
      ]
    case 'repeat':
      return chat.lastRecord === undefined ? [] : [chat.lastRecord]
    case 'clear':
      chat.history = []
      return [generation(id, chat, [], tools, extra)]
    case 'edit':
      chat.history = [...history.slice(0, what.at), message('user', what.text, extra)]
      return [generation(id, chat, [message('assistant', what.text, 0)], tools, extra)]
    case 'slide':
      chat.history = [...history.slice(0, 1), ...history.slice(what.at + 1)]
      return [generation(id, chat, [message('assistant', what.text, 0)], tools, extra)]
    case 'fork':
      chat.history = [...(chats[what.from % chats.length]?.history.slice(0, what.at) ?? [])]
      return []
    case 'something else':
      return [
        { v: 1, type: 'weather', id, value: what.value },
        { v: 1, type: 'generation', id, request: { messages: what.value }, response: {} },
      ]
  }
}

function message(role: string, content: string, extra: number): JsonObject {
  const parts =
    content === '' ? [] : [{ type: 'text', text: content, ...(extra === 1 ? { later: [null, extra] } : {}) }]
  // What holds undefined is not written, and must not count when either side decides what to forget.
  const unwritten = { name: undefined, [`a rather long key ${'-'.repeat(200)}`]: undefined } as unknown as JsonObject
  return { role, parts, ...(extra === 2 ? { name: 'n', later: { a: [] } } : {}), ...(extra === 5 ? unwritten : {}) }
}

function generation(id: string, chat: Chat, answers: Json[], tools: number, extra: number): JsonObject {
  const request: JsonObject = {
    messages: [...chat.history],
    ...(tools % 2 === 0 ? {} : { tools: [{ name: `tool ${tools}`, parameters: { deep: [tools, null] } }] }),
    ...(tools > 3 ? { toolChoice: 'auto', params: { temperature: tools } } : {}),
    ...(extra === 3 ? { base: { id: 'r0', count: 1 } } : {}),
    ...(extra === 4 ? { base: null, later: 'field' } : {}),
  }
  const ids =
    chat.number < 2 ? { conversationId: `c${chat.number}` } : chat.number < 4 ? { sessionId: 's', userId: 'u' } : {}
  const record = { v: 1, type: 'generation', id, ...ids, request, response: { messages: answers }, status: 'ok', extra }
  chat.last = answers
  chat.lastRecord = record
  return record
}
