import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wrapOpenAI } from '../../../src/adapters/openai/index.ts'
import { getOrder, getOrderTool, startDemoModel, type DemoModel } from '../../../src/demo/index.ts'
import { withContext } from '../../../src/middleware/context.ts'
import { onlyGeneration, startRecording, type Recording } from '../../support/recording.ts'

const model = 'finetap-demo:faq'
let server: DemoModel
beforeAll(async () => {
  server = await startDemoModel()
})
afterAll(() => server.close())

function connect(recording: Recording): OpenAI {
  return wrapOpenAI(
    new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 0, logLevel: 'off' }),
    recording,
  )
}

const ask = (content: string) => ({ model, messages: [{ role: 'user' as const, content }] })

describe('the real client and a server that it did not make', () => {
  test('a streamed answer: every chunk to the app, the whole text and its usage to the record', async () => {
    const recording = startRecording()
    const question = { ...ask('Wie lange dauert der Versand?'), stream_options: { include_usage: true } }
    const stream = await connect(recording).chat.completions.create({ ...question, stream: true })
    const chunks = await Array.fromAsync(stream)
    const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')
    const usage = chunks.at(-1)?.usage
    expect(chunks.length).toBeGreaterThan(2)
    expect(await onlyGeneration(recording)).toMatchObject({
      status: 'ok',
      model: { provider: '127.0.0.1', requested: model, responded: model },
      response: { messages: [{ role: 'assistant', parts: [{ type: 'text', text }] }], finishReason: 'stop' },
      usage: { inputTokens: usage?.prompt_tokens, outputTokens: usage?.completion_tokens },
    })
  })

  test('runTools: a tool call, its result, the answer, in one turn', async () => {
    const recording = startRecording()
    const { name, description, parameters } = getOrderTool.function
    const tool = {
      type: 'function' as const,
      function: {
        name,
        description,
        parameters,
        parse: JSON.parse,
        function: getOrder,
      },
    }
    const runner = connect(recording).chat.completions.runTools({ ...ask('Where is my order 1001?'), tools: [tool] })
    const text = await runner.finalContent()
    const [first, second, ...rest] = await recording.generations()
    expect(rest).toEqual([])
    expect(first).toMatchObject({ step: 0, response: { finishReason: 'tool_call' } })
    expect(second).toMatchObject({
      step: 1,
      turnId: first?.turnId,
      response: { messages: [{ parts: [{ type: 'text', text }] }] },
    })
    expect(second?.request.messages.slice(0, 2)).toEqual([
      ...(first?.request.messages ?? []),
      ...(first?.response.messages ?? []),
    ])
    expect(second?.request.messages[2]?.parts[0]).toMatchObject({ type: 'tool_result' })
  })

  test('responses that go on from one another, whole and streamed', async () => {
    const recording = startRecording()
    const client = connect(recording)
    const [first, second] = await withContext({ conversationId: 'c1' }, async () => {
      const asked = await client.responses.create({ model, input: 'How long does delivery take?' })
      const next = { model, input: 'And the price?', previous_response_id: asked.id }
      return [asked, await client.responses.stream(next).finalResponse()]
    })
    expect(await recording.generations()).toMatchObject([
      { response: { id: first?.id, messages: [{ parts: [{ text: first?.output_text }] }] }, status: 'ok' },
      {
        request: { previousResponseId: first?.id, messages: [{ parts: [{ text: 'And the price?' }] }] },
        response: { id: second?.id, messages: [{ parts: [{ text: second?.output_text }] }] },
        stream: true,
        status: 'ok',
      },
    ])
  })

  test('an error in the middle of an answer: the text so far, and the app’s own error', async () => {
    const recording = startRecording()
    const stream = await connect(recording).chat.completions.create({ ...ask('/error-mid'), stream: true })
    const failure: unknown = await Array.fromAsync(stream).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(OpenAI.APIError)
    const { status, error, response } = await onlyGeneration(recording)
    expect([status, error?.message]).toEqual(['error', failure instanceof Error ? failure.message : ''])
    expect(response.messages).toHaveLength(1)
  })
})
