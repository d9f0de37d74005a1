import Anthropic from '@anthropic-ai/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getOrder, getOrderTool, startDemoModel, type DemoModel } from '../../src/demo/index.ts'

let demo: DemoModel
let anthropic: Anthropic

beforeAll(async () => {
  demo = await startDemoModel()
  anthropic = new Anthropic({ baseURL: demo.url, apiKey: 'none', maxRetries: 0 })
})
afterAll(() => demo.close())

const model = 'finetap-demo:faq'
const ask = (content: string) => ({ model, max_tokens: 500, messages: [{ role: 'user' as const, content }] })
const POSTAGE = ask('How much is the postage?')

test('at once', async () => {
  const message = await anthropic.messages.create({ ...POSTAGE, system: 'Be brief.' })
  expect(message).toMatchObject({ role: 'assistant', stop_reason: 'end_turn' })
  expect(message.content).toEqual([{ type: 'text', text: expect.stringContaining('4.90 EUR') }])
  expect(message.usage.output_tokens).toBeGreaterThan(5)
})

test('streamed, with its thoughts', async () => {
  const stream = anthropic.messages.stream({ ...POSTAGE, thinking: { type: 'enabled', budget_tokens: 1_024 } })
  const message = await stream.finalMessage()
  expect(message.content.map(({ type }) => type)).toEqual(['thinking', 'text'])
  expect(await stream.finalText()).toContain('4.90 EUR')
  expect(message.usage.output_tokens).toBeGreaterThan(5)
})

test.for([[false], [true]])('a tool is called and its result answered, streamed: %s', async ([isStream]) => {
  const { name, description, parameters } = getOrderTool.function
  const tools = [{ name, description, input_schema: { ...parameters, type: 'object' as const, required: [] } }]
  const request = { ...ask('Where is my order 1001?'), tools }
  const first = isStream
    ? await anthropic.messages.stream(request).finalMessage()
    : await anthropic.messages.create(request)
  expect(first.stop_reason).toBe('tool_use')
  const call = first.content.find((block) => block.type === 'tool_use')
  if (call === undefined) throw new Error('no call')
  expect(call).toMatchObject({ name: 'get_order', input: { order_id: 'QM-1001' } })
  const content = JSON.stringify(getOrder(call.input as Parameters<typeof getOrder>[0]))
  const { content: answer } = await anthropic.messages.create({
    ...request,
    messages: [
      ...request.messages,
      { role: 'assistant', content: first.content },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content }] },
    ],
  })
  expect(answer).toEqual([{ type: 'text', text: expect.stringContaining('QM-1001') }])
})

test('a limit', async () => {
  const message = await anthropic.messages.create({ ...POSTAGE, max_tokens: 3 })
  expect(message.stop_reason).toBe('max_tokens')
})

test('errors are the client’s own', async () => {
  await expect(anthropic.messages.create({ ...POSTAGE, model: 'claude' })).rejects.toBeInstanceOf(
    Anthropic.NotFoundError,
  )
  await expect(anthropic.messages.create(ask('/error'))).rejects.toMatchObject({ status: 500 })
  const stream = await anthropic.messages.create({ ...ask('/error-mid'), stream: true })
  await expect(Array.fromAsync(stream)).rejects.toBeInstanceOf(Anthropic.APIError)
})
