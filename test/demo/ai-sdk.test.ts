import { generateText, isStepCount, jsonSchema, Output, streamText, tool } from 'ai'
import { createOllama } from 'ollama-ai-provider-v2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { getOrder, getOrderTool, startDemoModel, type DemoModel } from '../../src/demo/index.ts'

let demo: DemoModel
let provider: ReturnType<typeof createOllama>

beforeAll(async () => {
  demo = await startDemoModel()
  provider = createOllama({ baseURL: `${demo.url}/api` })
})
afterAll(() => demo.close())

test('generateText', async () => {
  const { text, usage, finishReason } = await generateText({
    model: provider(demo.model),
    system: 'Be brief.',
    prompt: 'Which payment methods do you accept?',
  })
  expect(text).toContain('PayPal')
  expect(finishReason).toBe('stop')
  expect(usage.inputTokens).toBeGreaterThan(5)
  expect(usage.outputTokens).toBeGreaterThan(5)
})

test('streamText, with thinking', async () => {
  const result = streamText({
    model: provider(demo.model),
    prompt: 'Which payment methods do you accept?',
    providerOptions: { ollama: { think: true } },
  })
  const pieces = await Array.fromAsync(result.textStream)
  expect(pieces.length).toBeGreaterThan(5)
  expect(pieces.join('')).toContain('PayPal')
  expect(await result.reasoningText).toContain('Best entry')
  expect(await result.finishReason).toBe('stop')
})

test('num_predict reaches the model: finish reason length', async () => {
  const { finishReason } = await generateText({
    model: provider(demo.model),
    prompt: 'Which payment methods do you accept?',
    providerOptions: { ollama: { options: { num_predict: 3 } } },
  })
  expect(finishReason).toBe('length')
})

describe('a tool loop', () => {
  const tools = {
    get_order: tool({
      description: getOrderTool.function.description,
      inputSchema: jsonSchema<{ order_id: string }>(getOrderTool.function.parameters),
      execute: async (input) => getOrder(input),
    }),
  }
  const call = () => ({
    model: provider(demo.model),
    prompt: 'What about order QM-1003?',
    tools,
    stopWhen: isStepCount(3),
  })

  test('with generateText', async () => {
    const { text, steps } = await generateText(call())
    expect(steps.map(({ finishReason }) => finishReason)).toEqual(['tool-calls', 'stop'])
    expect(steps[0]?.toolCalls).toMatchObject([{ toolName: 'get_order', input: { order_id: 'QM-1003' } }])
    expect(text).toMatch(/QM-1003 is delivered since 2026-02-23/)
  })

  test('with streamText', async () => {
    const result = streamText(call())
    expect((await Array.fromAsync(result.textStream)).join('')).toMatch(/QM-1003 is delivered/)
    expect(await result.steps).toHaveLength(2)
  })
})

test('structured output fits the schema', async () => {
  const schema = z.object({
    answer: z.string(),
    topic: z.enum(['delivery', 'returns', 'payment', 'other']),
    confidence: z.number().min(0).max(1),
    answered: z.boolean(),
    sources: z.array(z.string()).min(1),
  })
  const { output } = await generateText({
    model: provider(demo.model),
    prompt: 'Which payment methods do you accept?',
    output: Output.object({ schema }),
  })
  expect(output).toMatchObject({ topic: 'payment', answered: true })
  expect(output.answer).toContain('PayPal')
})

test('an abort reaches the server', async () => {
  const patient = await startDemoModel({ tokenDelayMs: 100 })
  const client = new AbortController()
  const result = streamText({
    model: createOllama({ baseURL: `${patient.url}/api` })(patient.model),
    prompt: '/long',
    abortSignal: client.signal,
  })
  for await (const _ of result.textStream) client.abort()
  // /long would go on for more than a minute.
  expect(await patient.idle()).toBeUndefined()
  await patient.close()
})

test('a server that fails is an error of status 500', async () => {
  const failing = generateText({ model: provider(demo.model), prompt: '/error', maxRetries: 0 })
  await expect(failing).rejects.toMatchObject({ statusCode: 500 })
})
