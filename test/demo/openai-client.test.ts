import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getOrder, getOrderTool, startDemoModel, type DemoModel } from '../../src/demo/index.ts'

let demo: DemoModel
let openai: OpenAI

beforeAll(async () => {
  demo = await startDemoModel()
  openai = new OpenAI({ baseURL: `${demo.url}/v1`, apiKey: 'none', maxRetries: 0 })
})
afterAll(() => demo.close())

const model = 'finetap-demo:faq'
const POSTAGE = 'How much is the postage?'
const ORDER = 'Where is my order 1001?'
const { name, description, parameters } = getOrderTool.function

test('models', async () => {
  const models = await Array.fromAsync(await openai.models.list())
  expect(models.map(({ id }) => id)).toEqual([model])
})

describe('chat completions', () => {
  const ask = (content: string) => ({ model, messages: [{ role: 'user' as const, content }] })

  test('at once', async () => {
    const completion = await openai.chat.completions.create(ask(POSTAGE))
    const [choice] = completion.choices
    expect(choice).toMatchObject({ finish_reason: 'stop', message: { role: 'assistant' } })
    expect(choice?.message.content).toContain('4.90 EUR')
    expect(completion.usage?.completion_tokens).toBeGreaterThan(5)
  })

  test('streamed, with the usage that was asked for', async () => {
    const request = { ...ask(POSTAGE), stream: true as const, stream_options: { include_usage: true } }
    const chunks = await Array.fromAsync(await openai.chat.completions.create(request))
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toContain('4.90 EUR')
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop')
    expect(chunks.at(-1)?.usage?.total_tokens).toBeGreaterThan(5)
  })

  test('the client’s own stream helper puts it together', async () => {
    const stream = openai.chat.completions.stream({ ...ask(POSTAGE), reasoning_effort: 'low' })
    expect(await stream.finalContent()).toContain('4.90 EUR')
  })

  test('parts, a limit and JSON', async () => {
    const content = [{ type: 'text' as const, text: POSTAGE }]
    const [choice] = (
      await openai.chat.completions.create({ model, messages: [{ role: 'user', content }], max_tokens: 3 })
    ).choices
    expect(choice?.finish_reason).toBe('length')
    const json = await openai.chat.completions.create({ ...ask(POSTAGE), response_format: { type: 'json_object' } })
    expect(JSON.parse(json.choices[0]?.message.content ?? '')).toMatchObject({ found: true })
  })

  test.for([[false], [true]])('a tool is called and its result answered, streamed: %s', async ([isStream]) => {
    const tools = [{ type: 'function' as const, function: { name, description, parameters } }]
    const request = { ...ask(ORDER), tools }
    const first = isStream
      ? await openai.chat.completions.stream(request).finalChatCompletion()
      : await openai.chat.completions.create(request)
    const [choice] = first.choices
    expect(choice?.finish_reason).toBe('tool_calls')
    const [call] = choice?.message.tool_calls ?? []
    if (choice === undefined || call?.type !== 'function') throw new Error('no call')
    expect(call.function).toMatchObject({ name: 'get_order', arguments: '{"order_id":"QM-1001"}' })
    const content = JSON.stringify(getOrder(JSON.parse(call.function.arguments)))
    const messages = [
      ...request.messages,
      { role: 'assistant' as const, content: null, tool_calls: [call] },
      { role: 'tool' as const, tool_call_id: call.id, content },
    ]
    const { choices } = await openai.chat.completions.create({ model, messages, tools })
    expect(choices[0]?.message.content).toContain('QM-1001')
  })

  test('errors are the client’s own', async () => {
    await expect(openai.chat.completions.create({ ...ask('hi'), model: 'gpt' })).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
    })
    await expect(openai.chat.completions.create(ask('/error'))).rejects.toMatchObject({ status: 500 })
    const stream = await openai.chat.completions.create({ ...ask('/error-mid'), stream: true })
    await expect(Array.fromAsync(stream)).rejects.toBeInstanceOf(OpenAI.APIError)
  })
})

describe('responses', () => {
  test('at once, and gone on from', async () => {
    const first = await openai.responses.create({ model, input: POSTAGE, instructions: 'Be brief.' })
    expect(first.output_text).toContain('4.90 EUR')
    expect(first.status).toBe('completed')
    const next = await openai.responses.create({ model, input: 'And to Austria?', previous_response_id: first.id })
    expect(next.previous_response_id).toBe(first.id)
    expect(next.output_text).not.toBe('')
  })

  test('streamed', async () => {
    const stream = await openai.responses.create({ model, input: POSTAGE, stream: true, reasoning: { effort: 'low' } })
    const events = await Array.fromAsync(stream)
    const text = events.map((event) => (event.type === 'response.output_text.delta' ? event.delta : '')).join('')
    expect(text).toContain('4.90 EUR')
    const last = events.at(-1)
    if (last?.type !== 'response.completed') throw new Error(`ended with ${last?.type}`)
    expect(last.response.output.map(({ type }) => type)).toEqual(['reasoning', 'message'])
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual([...events.keys()])
  })

  test('the client’s own stream helper puts it together', async () => {
    const response = await openai.responses.stream({ model, input: POSTAGE }).finalResponse()
    expect(response.output_text).toContain('4.90 EUR')
  })

  test('a tool is called and its result answered', async () => {
    const tools = [{ type: 'function' as const, name, parameters: { ...parameters }, strict: false }]
    const stream = openai.responses.stream({ model, input: ORDER, tools })
    const first = await stream.finalResponse()
    const [call] = first.output
    if (call?.type !== 'function_call') throw new Error('no call')
    const output = JSON.stringify(getOrder(JSON.parse(call.arguments)))
    const next = await openai.responses.create({
      model,
      previous_response_id: first.id,
      input: [{ type: 'function_call_output', call_id: call.call_id, output }],
      tools,
    })
    expect(next.output_text).toContain('QM-1001')
  })

  test('a limit and a schema', async () => {
    const cut = await openai.responses.create({ model, input: POSTAGE, max_output_tokens: 3 })
    expect(cut).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } })
    const schema = { type: 'object', properties: { answer: { type: 'string' } }, required: ['answer'] }
    const format = { type: 'json_schema' as const, name: 'a', schema }
    const { output_text } = await openai.responses.create({ model, input: POSTAGE, text: { format } })
    expect(JSON.parse(output_text)).toEqual({ answer: expect.stringContaining('4.90 EUR') })
  })
})
