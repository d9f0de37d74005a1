import { Ollama, type ChatRequest, type Message, type Tool } from 'ollama'
import { describe, expect, onTestFinished, test } from 'vitest'
import { wrapOllama } from '../../../src/adapters/ollama/index.ts'
import { getOrder, getOrderTool, startDemoModel } from '../../../src/demo/index.ts'
import { withContext } from '../../../src/middleware/context.ts'
import { startRecording, type Recording } from '../../support/recording.ts'
import { placesOf } from '../turns/asking.ts'

const weather: Tool = {
  type: 'function',
  function: { name: 'weather', parameters: { type: 'object', properties: {} } },
}
const user = (content: string): Message => ({ role: 'user', content })

/** A server without ids, as Ollama was for long: it asks for the weather until it knows enough, then says so. */
function answerTo({ messages = [], stream }: ChatRequest, wanted: number): Response {
  const known = messages.filter(({ role }) => role === 'tool').length
  const call = { function: { name: 'weather', arguments: { city: `City ${known}` } } }
  const message = known < wanted ? { content: '', tool_calls: [call] } : { content: 'Sunny everywhere.' }
  const frame = { model: 'm', message: { role: 'assistant', ...message } }
  if (stream !== true) return Response.json({ ...frame, done: true, done_reason: 'stop' })
  const last = { model: 'm', message: { role: 'assistant', content: '' }, done: true, done_reason: 'stop' }
  return new Response([{ ...frame, done: false }, last].map((line) => `${JSON.stringify(line)}\n`).join(''))
}

function clientOf(
  recording: Recording,
  wanted: number,
  answered: (request: ChatRequest) => Promise<void> | void = () => {},
) {
  const serve: typeof fetch = async (_, init) => {
    const request = JSON.parse(init?.body as string) as ChatRequest
    await answered(request)
    return answerTo(request, wanted)
  }
  return wrapOllama(new Ollama({ fetch: serve }), recording)
}

/** An agent as people write it: calls the model until it calls no more tools. */
async function runAgent(client: Ollama, question: string): Promise<void> {
  const messages = [user(question)]
  for (let step = 0; step < 5; step += 1) {
    const { message } = await client.chat({ model: 'm', messages, tools: [weather] })
    if (message.tool_calls === undefined) return
    messages.push(message)
    for (const call of message.tool_calls) {
      messages.push({ role: 'tool', tool_name: call.function.name, content: 'sunny' })
    }
  }
}

describe('a tool loop without ids', () => {
  test('is one turn, outside a context too', async () => {
    const recording = startRecording()
    await runAgent(clientOf(recording, 2), 'Where is it sunny?')
    expect(await placesOf(recording)).toEqual(['A0.0', 'A1.0', 'A2.0'])
    expect((await recording.generations())[2]?.request.messages.slice(1)).toMatchObject([
      { parts: [{ type: 'tool_call', id: 'call_0' }] },
      { parts: [{ type: 'tool_result', id: 'call_0' }] },
      { parts: [{ type: 'tool_call', id: 'call_1' }] },
      { parts: [{ type: 'tool_result', id: 'call_1' }] },
    ])
  })

  test('is one turn when the app reads streams, and leaves them at the tool call', async () => {
    const recording = startRecording()
    const client = clientOf(recording, 1)
    const messages = [user('Where is it sunny today?')]
    for await (const { message } of await client.chat({ model: 'm', messages, tools: [weather], stream: true })) {
      messages.push(message, { role: 'tool', tool_name: 'weather', content: 'sunny' })
      break
    }
    await Array.fromAsync(await client.chat({ model: 'm', messages, tools: [weather], stream: true }))
    expect(await placesOf(recording)).toEqual(['A0.0', 'A1.0'])
    expect((await recording.generations()).map(({ status }) => status)).toEqual(['aborted', 'ok'])
  })

  test('of users who ask different things at once: a turn each', async () => {
    const recording = startRecording()
    const client = clientOf(recording, 2)
    await Promise.all(['Rome?', 'Oslo?', 'Bonn?'].map((question) => runAgent(client, question)))
    const generations = await recording.generations()
    expect(new Set(generations.map(({ turnId }) => turnId)).size).toBe(3)
    for (const turnId of new Set(generations.map((generation) => generation.turnId))) {
      const own = generations.filter((generation) => generation.turnId === turnId)
      expect(own.map(({ step }) => step)).toEqual([0, 1, 2])
      expect(new Set(own.map(({ request }) => JSON.stringify(request.messages[0]))).size).toBe(1)
    }
  })

  test('of two users who ask the same at once: never mixed; in contexts a turn each', async () => {
    async function askTwice(asUser: (id: string, run: () => Promise<void>) => Promise<void>) {
      const recording = startRecording()
      const { promise, resolve } = Promise.withResolvers<void>()
      let waiting = 0
      // Both wait for each other before each answer, so that all of it happens at once.
      const client = clientOf(recording, 1, ({ messages = [] }) => {
        waiting += 1
        if (waiting === 2) resolve()
        return messages.length === 1 ? promise : undefined
      })
      await Promise.all(['one', 'two'].map((id) => asUser(id, () => runAgent(client, 'Is it sunny at the sea?'))))
      return recording.generations()
    }
    const alone = await askTwice((_, run) => run())
    expect(alone.map(({ step }) => step)).toEqual([0, 0, 0, 0])
    expect(new Set(alone.map(({ turnId }) => turnId)).size).toBe(4)

    const apart = await askTwice((userId, run) => withContext({ userId }, run))
    for (const id of ['one', 'two']) {
      const own = apart.filter(({ userId }) => userId === id)
      expect(own.map(({ step }) => step)).toEqual([0, 1])
      expect(new Set(own.map(({ turnId }) => turnId)).size).toBe(1)
    }
    expect(new Set(apart.map(({ turnId }) => turnId)).size).toBe(2)
  })
})

describe('with the demo model, which gives ids', () => {
  async function askForOrder(recording: Recording, rewrite: (message: Message) => Message): Promise<void> {
    const server = await startDemoModel()
    onTestFinished(() => server.close())
    const ollama = wrapOllama(new Ollama({ host: server.url }), recording)
    const request = { model: 'finetap-demo:faq', tools: [getOrderTool] }
    const question = user('Where is my order 1001?')
    const { message } = await ollama.chat({ ...request, messages: [question] })
    const [call] = message.tool_calls ?? []
    const content = JSON.stringify(getOrder(call?.function.arguments ?? {}))
    const result = { role: 'tool', tool_name: 'get_order', content }
    await ollama.chat({ ...request, messages: [question, rewrite(message), result] })
  }

  test('a loop is one turn outside a context', async () => {
    const recording = startRecording()
    await askForOrder(recording, (message) => message)
    expect(await placesOf(recording)).toEqual(['A0.0', 'A1.0'])
  })

  test('a loop whose app loses the ids is one turn in a context', async () => {
    const recording = startRecording()
    const withoutIds = ({ role, content, tool_calls: calls = [] }: Message): Message => ({
      role,
      content,
      tool_calls: calls.map(({ function: called }) => ({ function: called })),
    })
    await withContext({ conversationId: 'c' }, () => askForOrder(recording, withoutIds))
    expect(await placesOf(recording)).toEqual(['A0.0', 'A1.0'])
  })
})

test('a chat that failed and is asked again in one context is a second attempt', async () => {
  const recording = startRecording()
  let failures = 1
  const client = clientOf(recording, 0, () => {
    failures -= 1
    if (failures >= 0) throw new TypeError('fetch failed')
  })
  const ask = () => client.chat({ model: 'm', messages: [user('Hi')] })
  await withContext({ conversationId: 'c' }, async () => {
    await ask().catch(() => {})
    await ask()
  })
  expect(await placesOf(recording)).toEqual(['A0.0', 'A0.1'])
})
