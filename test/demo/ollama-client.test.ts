import { Ollama } from 'ollama'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getOrder, getOrderTool, startDemoModel, type DemoModel } from '../../src/demo/index.ts'

let demo: DemoModel
let ollama: Ollama

beforeAll(async () => {
  demo = await startDemoModel()
  ollama = new Ollama({ host: demo.url })
})
afterAll(() => demo.close())

const model = 'finetap-demo:faq'
const ask = (content: string) => ({ model, messages: [{ role: 'user', content }] })

test('list, show, version and ps', async () => {
  const { models } = await ollama.list()
  expect(models.map(({ name }) => name)).toEqual([model])
  expect(await ollama.show({ model })).toMatchObject({ capabilities: expect.arrayContaining(['completion']) })
  expect(await ollama.version()).toEqual({ version: '0.0.0-finetap-demo' })
  await ollama.chat(ask('hi'))
  expect((await ollama.ps()).models.map(({ name }) => name)).toEqual([model])
})

test('chat at once', async () => {
  const response = await ollama.chat(ask('How much is the postage?'))
  expect(response.message).toEqual({ role: 'assistant', content: expect.stringContaining('4.90 EUR') })
  expect(response.eval_count).toBeGreaterThan(5)
})

test('chat streamed', async () => {
  const chunks = await Array.fromAsync(await ollama.chat({ ...ask('How much is the postage?'), stream: true }))
  expect(chunks.map(({ message }) => message.content).join('')).toContain('4.90 EUR')
  expect(chunks.at(-1)).toMatchObject({ done: true, done_reason: 'stop' })
})

test('thinking', async () => {
  const { message } = await ollama.chat({ ...ask('How much is the postage?'), think: true })
  expect(message.thinking).toContain('How much does delivery cost?')
})

test('generate at once and streamed', async () => {
  const request = { model, prompt: 'Which tea has no caffeine?' }
  expect((await ollama.generate(request)).response).toMatch(/rooibos/i)
  const chunks = await Array.fromAsync(await ollama.generate({ ...request, stream: true }))
  expect(chunks.map(({ response }) => response).join('')).toMatch(/rooibos/i)
})

describe('tools', () => {
  const question = { role: 'user', content: 'Where is my order 1001?' }

  test('the order is looked up by the app and answered from the result', async () => {
    const { message } = await ollama.chat({ model, messages: [question], tools: [getOrderTool] })
    const [call] = message.tool_calls ?? []
    expect(call?.function).toMatchObject({ name: 'get_order', arguments: { order_id: 'QM-1001' } })
    const result = {
      role: 'tool',
      tool_name: 'get_order',
      content: JSON.stringify(getOrder(call?.function.arguments ?? {})),
    }
    const answer = await ollama.chat({ model, messages: [question, message, result], tools: [getOrderTool] })
    expect(answer.message.content).toMatch(/QM-1001 is on its way.*2026-03-05/)
    expect(answer.message.tool_calls).toBeUndefined()
  })

  test('without the tool the FAQ answers', async () => {
    const { message } = await ollama.chat({ model, messages: [question] })
    expect(message.tool_calls).toBeUndefined()
    expect(message.content).toContain('My orders')
  })
})

describe('what goes wrong', () => {
  test('an unknown model is a ResponseError with status 404', async () => {
    await expect(ollama.chat({ ...ask('hi'), model: 'llama3' })).rejects.toMatchObject({
      name: 'ResponseError',
      status_code: 404,
      message: "model 'llama3' not found",
    })
  })

  test('/error is a ResponseError with status 500', async () => {
    await expect(ollama.chat(ask('/error'))).rejects.toMatchObject({ name: 'ResponseError', status_code: 500 })
  })

  test('an error in mid-stream is thrown after the chunks before it', async () => {
    const [seen, error] = await drain(await ollama.chat({ ...ask('/error-mid'), stream: true }))
    expect(seen).toBeGreaterThan(2)
    expect(error).toMatchObject({ message: expect.stringContaining('/error-mid') })
  })

  test('a torn stream is thrown too', async () => {
    const [seen, error] = await drain(await ollama.chat({ ...ask('/cut'), stream: true }))
    expect(seen).toBeGreaterThan(2)
    expect(error).toMatchObject({ message: 'terminated' })
  })
})

describe('stop', () => {
  test.for(['iterator', 'client'] as const)('%s.abort() ends the stream and the work behind it', async (way) => {
    const patient = await startDemoModel({ tokenDelayMs: 100 })
    const client = new Ollama({ host: patient.url })
    const stream = await client.chat({ ...ask('/long'), stream: true })
    const reading = (async () => {
      for await (const _ of stream) (way === 'client' ? client : stream).abort()
    })()
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' })
    // /long would go on for more than a minute.
    await patient.idle()
    await patient.close()
  })
})

async function drain(stream: AsyncIterable<unknown>): Promise<[number, unknown]> {
  let seen = 0
  try {
    for await (const _ of stream) seen += 1
  } catch (error) {
    return [seen, error]
  }
  return [seen, undefined]
}
