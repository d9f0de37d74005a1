import { OpenAI } from 'openai'
import { expect, test } from 'vitest'
import { wrapFetch } from '../../../src/adapters/fetch/index.ts'
import { wrapOpenAI } from '../../../src/adapters/openai/index.ts'
import { LARGEST_ANSWER } from '../../../src/middleware/answer-size.ts'
import { startRecording } from '../../support/recording.ts'

// One string for all of them: the memory is that of one answer.
const LARGE = 'x'.repeat(LARGEST_ANSWER)
const JSON_TYPE = { 'content-type': 'application/json' }
const messages = [{ role: 'user' as const, content: 'Tell me all.' }]
const init = { method: 'POST', body: JSON.stringify({ model: 'demo', messages }) }

function answer(message: object): object {
  return { id: 'chatcmpl-1', model: 'demo', choices: [{ index: 0, message, finish_reason: 'stop' }] }
}

/** What is counted of an answer that the app has parsed. */
async function parsed(message: object) {
  const recording = startRecording()
  const value = answer(message)
  const own = Object.assign(new Response('{}', { headers: JSON_TYPE }), { json: async () => value })
  const send: typeof fetch = async () => own
  const response = await wrapFetch(send, recording)('http://127.0.0.1:9/v1/chat/completions', init)
  expect((await response.json()) === value).toBe(true)
  return recording.recorder.stats()
}

const TOO_LARGE: { readonly [what: string]: object } = {
  text: { content: LARGE },
  thoughts: { content: 'Done.', reasoning_content: LARGE },
  'calls of tools': { tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: LARGE } }] },
}

test.each(Object.entries(TOO_LARGE))(
  'an answer with too much %s is given up, and reaches the app',
  async (_, message) => {
    expect(await parsed(message)).toMatchObject({ active: 0, captured: 0, dropped: { too_large: 1 } })
  },
)

test('an answer that is nearly too large is kept', async () => {
  expect(await parsed({ content: LARGE.slice(1_000) })).toMatchObject({ captured: 1, dropped: {} })
})

test('an answer of a wrapped client with too much text is given up too', async () => {
  const recording = startRecording()
  const body = JSON.stringify(answer({ role: 'assistant', content: LARGE }))
  const send: typeof fetch = async () => new Response(body, { headers: JSON_TYPE })
  const client = wrapOpenAI(new OpenAI({ apiKey: 'key', baseURL: 'http://127.0.0.1:9/v1', fetch: send }), recording)
  const { choices } = await client.chat.completions.create({ model: 'demo', messages })
  expect(choices[0]?.message.content).toHaveLength(LARGE.length)
  expect(recording.recorder.stats()).toMatchObject({ active: 0, captured: 0, dropped: { too_large: 1 } })
})
