import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { openaiChat } from '../../../../src/adapters/wire/openai-chat/index.ts'
import { openaiResponses } from '../../../../src/adapters/wire/openai-responses/index.ts'
import type { Exchange, Protocol } from '../../../../src/adapters/wire/protocol.ts'
import { chunk } from './support.ts'

test.for([
  ['of a chat completion', openaiChat, { messages: [] }],
  ['of a text completion', openaiChat, { prompt: 'Hi' }],
  ['of a response', openaiResponses, { input: 'Hi' }],
] as const)('who reads an answer %s holds nothing of the app', async ([, protocol, body]) => {
  const { exchange, lent } = begun(protocol, { ...body, stream: true })
  const reading = exchange.reading()
  for (const make of LENT) lent.push(...read(reading.chunk, make()))
  await collected(() => lent.every((value) => value.deref() === undefined))
  expect(lent.map((value) => value.deref())).toEqual(lent.map(() => undefined))
  // Still there, or there would be nothing to hold.
  expect(reading.isComplete()).toBe(false)
  expect(exchange.stream).toBe(true)
})

// Functions of their own: a variable here would hold the value, too.
function begun(protocol: Protocol, body: object): { readonly exchange: Exchange; readonly lent: WeakRef<object>[] } {
  const exchange = protocol.exchange(body)
  exchange.request()
  return { exchange, lent: [new WeakRef(body)] }
}

function read(take: (value: unknown) => boolean, value: object): readonly WeakRef<object>[] {
  take(value)
  return lend(value)
}

/** The value and all that is in it. */
function lend(value: unknown): readonly WeakRef<object>[] {
  if (typeof value !== 'object' || value === null) return []
  return [new WeakRef(value), ...Object.values(value).flatMap(lend)]
}

const LENT = [
  () => chunk({ content: 'Hi', tool_calls: [{ index: 0, function: { name: 'now' } }], annotations: [{ url: 'a' }] }),
  () => chunk({ content: [{ type: 'text', text: 'Hi' }, { type: 'reference' }], audio: { id: 'a', data: 'AAAA' } }),
  () => ({ type: 'response.created', response: { id: 'resp_1', instructions: 'Be kind.', tools: [{ name: 'now' }] } }),
  () => ({ type: 'response.output_item.added', output_index: 0, item: { type: 'message', content: [] } }),
  () => ({ type: 'response.output_text.annotation.added', output_index: 0, annotation: { url: 'a' } }),
  () => ({ type: 'response.output_item.done', output_index: 1, item: { type: 'web_search_call', action: {} } }),
]

async function collected(isTrue: () => boolean): Promise<void> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  for (let round = 0; round < 100 && !isTrue(); round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1))
    collect()
  }
}
