import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getOrderTool, startDemoModel, type DemoModel } from '../../src/demo/index.ts'
import { answerOf, chat, linesOf, post, textOf, type Line } from './raw-client.ts'

let demo: DemoModel

beforeAll(async () => {
  demo = await startDemoModel()
})
afterAll(() => demo.close())

const QUESTION = 'How long does delivery take?'
const METRICS = [
  'total_duration',
  'load_duration',
  'prompt_eval_count',
  'prompt_eval_duration',
  'eval_count',
  'eval_duration',
]

describe('what the server says of itself', () => {
  test('it is not Ollama', async () => {
    const response = await fetch(demo.url)
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(await response.text()).toBe('finetap demo model (not Ollama)')
  })

  test('its version and its one model, of honest size', async () => {
    expect(await (await fetch(`${demo.url}/api/version`)).json()).toEqual({ version: '0.0.0-finetap-demo' })
    const { models } = (await (await fetch(`${demo.url}/api/tags`)).json()) as { models: object[] }
    expect(models).toEqual([
      {
        name: 'finetap-demo:faq',
        model: 'finetap-demo:faq',
        modified_at: expect.stringMatching(/^\d{4}-.*Z$/),
        size: expect.any(Number),
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        details: {
          parent_model: '',
          format: 'faq',
          family: 'retrieval',
          families: ['retrieval'],
          parameter_size: '0B',
          quantization_level: 'none',
        },
        capabilities: ['completion', 'tools', 'thinking'],
      },
    ])
  })

  test('/api/show tells the architecture, and 404 for another model', async () => {
    const shown = await post(demo, '/api/show', { model: demo.model })
    expect(await shown.json()).toMatchObject({
      details: { family: 'retrieval' },
      model_info: { 'general.architecture': 'retrieval', 'general.parameter_count': 0 },
      capabilities: ['completion', 'tools', 'thinking'],
    })
    expect((await post(demo, '/api/show', { model: 'llama3' })).status).toBe(404)
  })

  test.for(['/', '/api/version', '/api/tags'])('HEAD %s is answered without a body', async (path) => {
    const response = await fetch(demo.url + path, { method: 'HEAD' })
    expect(response.status).toBe(200)
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(0)
    expect(await response.text()).toBe('')
  })
})

describe('a streamed chat', () => {
  test('is NDJSON: pieces, then one last line with the metrics', async () => {
    const response = await chat(demo, QUESTION)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/x-ndjson')
    const lines = await Array.fromAsync(linesOf(response))
    const last = lines.pop()
    expect(lines.length).toBeGreaterThan(10)
    for (const line of lines) {
      expect(Object.keys(line)).toEqual(['model', 'created_at', 'message', 'done'])
      expect(line.message?.content).not.toBe('')
      expect(line).toMatchObject({ model: demo.model, message: { role: 'assistant' }, done: false })
    }
    expect(Object.keys(last ?? {})).toEqual(['model', 'created_at', 'message', 'done', 'done_reason', ...METRICS])
    expect(last).toMatchObject({ message: { role: 'assistant', content: '' }, done: true, done_reason: 'stop' })
    expect(last?.['eval_count']).toBe(lines.length)
    const [total, ...parts] = ['total_duration', 'load_duration', 'prompt_eval_duration', 'eval_duration'].map((key) =>
      Number(last?.[key]),
    )
    expect(parts.every((part) => Number.isInteger(part) && part > 0)).toBe(true)
    expect(Math.abs((total ?? 0) - parts.reduce((sum, part) => sum + part, 0))).toBeLessThan(5)
  })

  test('is the default: stream null and absent stream alike', async () => {
    const response = await chat(demo, 'hi', { stream: null })
    expect(response.headers.get('content-type')).toBe('application/x-ndjson')
    await response.text()
  })

  test('sends each line when its token is due: the first one is here while the rest is not yet written', async () => {
    const patient = await startDemoModel({ tokenDelayMs: 200 })
    const lines = linesOf(await chat(patient, QUESTION))[Symbol.asyncIterator]()
    expect((await lines.next()).value).toMatchObject({ done: false })
    const atWork = setImmediate('at work')
    expect(await Promise.race([patient.idle(), atWork])).toBe('at work')
    await patient.close()
  })

  test('of thinking: thinking lines come first, and only when asked for', async () => {
    const lines = await Array.fromAsync(linesOf(await chat(demo, QUESTION, { think: true })))
    const isThinking = lines.map((line) => line.message?.thinking !== undefined)
    const turn = isThinking.indexOf(false)
    expect(turn).toBeGreaterThan(3)
    expect(isThinking.slice(turn)).not.toContain(true)
    expect(lines.map((line) => line.message?.thinking ?? '').join('')).toContain(
      'Best entry: "How long does delivery take?"',
    )
    const quiet = await Array.fromAsync(linesOf(await chat(demo, QUESTION, { think: false })))
    expect(quiet.some((line) => line.message?.thinking !== undefined)).toBe(false)
    const high = (await (await chat(demo, QUESTION, { think: 'high', stream: false })).json()) as Line
    expect(high.message?.thinking).toContain('Best entry')
  })

  test('of a tool call: one whole call in a line that is not the last, arguments as an object', async () => {
    const lines = await Array.fromAsync(
      linesOf(await chat(demo, 'Where is my order QM-1001?', { tools: [getOrderTool] })),
    )
    expect(lines).toHaveLength(2)
    expect(lines[0]?.message).toEqual({
      role: 'assistant',
      content: '',
      tool_calls: [
        {
          id: expect.stringMatching(/^call_[0-9a-z]{8,}$/),
          function: { index: 0, name: 'get_order', arguments: { order_id: 'QM-1001' } },
        },
      ],
    })
    expect(lines[1]).toMatchObject({ done: true, done_reason: 'stop' })
  })
})

describe('a chat in one piece', () => {
  test('is one JSON object with everything', async () => {
    const response = await chat(demo, QUESTION, { stream: false })
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    const body = (await response.json()) as Line
    expect(Object.keys(body)).toEqual(['model', 'created_at', 'message', 'done', 'done_reason', ...METRICS])
    expect(body.message?.content).toMatch(/two to three working days/)
  })

  test('says what the stream says', async () => {
    const options = { options: { seed: 7 } }
    const streamed = textOf(await Array.fromAsync(linesOf(await chat(demo, QUESTION, options))))
    expect(await answerOf(demo, QUESTION, options)).toBe(streamed)
  })
})

describe('generate', () => {
  const generate = (rest: object) => post(demo, '/api/generate', { model: demo.model, prompt: QUESTION, ...rest })

  test('streams pieces in `response` and ends with a context', async () => {
    const lines = await Array.fromAsync(linesOf(await generate({ think: true })))
    const last = lines.pop()
    expect(lines.every((line) => typeof line.response === 'string' && line.message === undefined)).toBe(true)
    expect(lines[0]?.thinking).toBe('I')
    expect(Object.keys(last ?? {})).toEqual([
      'model',
      'created_at',
      'response',
      'done',
      'done_reason',
      'context',
      ...METRICS,
    ])
    expect(textOf(lines)).toMatch(/working days/)
  })

  test('in one piece is one object', async () => {
    expect(await (await generate({ stream: false, system: 'Be brief.' })).json()).toMatchObject({
      response: expect.stringMatching(/working days/),
      done: true,
      done_reason: 'stop',
    })
  })

  test('goes on where the context left off', async () => {
    const first = (await (await generate({ stream: false, prompt: 'How do I return an item?' })).json()) as Line
    const follow = { stream: false, prompt: 'What about the cost?' }
    const next = (await (await generate({ ...follow, context: first.context })).json()) as Line
    expect(next.response).toContain('Germany and Austria')
    const alone = (await (await generate(follow)).json()) as Line
    expect(alone.response).not.toContain('Germany and Austria')
  })

  test('raw gives no context, and insertion is refused', async () => {
    expect(await (await generate({ stream: false, raw: true })).json()).not.toHaveProperty('context')
    const refused = await generate({ suffix: 'end' })
    expect([refused.status, await refused.json()]).toEqual([
      400,
      { error: '"finetap-demo:faq" does not support insert' },
    ])
  })
})

describe('options', () => {
  test('num_predict ends the answer after so many tokens, with the reason length', async () => {
    const lines = await Array.fromAsync(linesOf(await chat(demo, QUESTION, { options: { num_predict: 5 } })))
    expect(lines).toHaveLength(6)
    expect(lines.at(-1)).toMatchObject({ done_reason: 'length', eval_count: 5 })
    const free = await Array.fromAsync(linesOf(await chat(demo, QUESTION, { options: { num_predict: -1 } })))
    expect(free.at(-1)).toMatchObject({ done_reason: 'stop' })
  })

  test('stop ends the text before the given one', async () => {
    const options = { seed: 0, stop: ['working'] }
    expect(await answerOf(demo, QUESTION, { options })).not.toContain('working')
    expect(await answerOf(demo, QUESTION, { options: { seed: 0 } })).toContain('working')
  })
})

describe('loading', () => {
  test('no messages load the model for a while, keep_alive 0 unloads it, and /api/ps tells', async () => {
    const fresh = await startDemoModel()
    const running = async () =>
      ((await (await fetch(`${fresh.url}/api/ps`)).json()) as { models: { expires_at: string }[] }).models
    const load = async (path: string, rest: object) => (await post(fresh, path, { model: fresh.model, ...rest })).json()
    expect(await running()).toEqual([])
    expect(await load('/api/chat', { messages: [], keep_alive: '10m' })).toEqual({
      model: fresh.model,
      created_at: expect.any(String),
      message: { role: 'assistant', content: '' },
      done: true,
      done_reason: 'load',
    })
    const [model] = await running()
    expect(model).toMatchObject({ name: fresh.model, size_vram: 0 })
    expect(Date.parse(model?.expires_at ?? '') - Date.now()).toBeGreaterThan(9 * 60_000)
    expect(await load('/api/generate', { keep_alive: 0 })).toMatchObject({
      response: '',
      done: true,
      done_reason: 'unload',
    })
    expect(await running()).toEqual([])
    await answerOf(fresh, 'hi')
    expect(await running()).toHaveLength(1)
    await fresh.close()
  })
})
