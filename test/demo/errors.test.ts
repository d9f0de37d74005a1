import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDemoModel, type DemoModel } from '../../src/demo/index.ts'
import { answerOf, chat, post } from './raw-client.ts'

let demo: DemoModel

beforeAll(async () => {
  demo = await startDemoModel({ maxBodyBytes: 100_000 })
})
afterAll(() => demo.close())

async function refusal(response: Response): Promise<[number, string]> {
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
  const body = (await response.json()) as { error: string }
  expect(Object.keys(body)).toEqual(['error'])
  return [response.status, body.error]
}

describe('400, with the place that is wrong', () => {
  const model = 'finetap-demo:faq'
  const messages = [{ role: 'user', content: 'hi' }]

  test.for<[string, unknown, string]>([
    ['an empty body', '', 'missing request body'],
    ['a body that is no JSON', '{"model":', 'the request body is not JSON'],
    ['a body that is no object', '[1]', 'must be a JSON object'],
    ['no model', { messages }, 'model is required'],
    ['an empty model', { model: '', messages }, 'model is required'],
    ['a model that is no string', { model: 7, messages }, 'model must be a string'],
    ['messages that are no array', { model, messages: 'hi' }, 'messages must be an array'],
    ['a message without a role', { model, messages: [{ content: 'hi' }] }, 'messages must be an array of messages'],
    [
      'content that is no text',
      { model, messages: [{ role: 'user', content: [] }] },
      'messages must be an array of messages',
    ],
    ['tools without a name', { model, messages, tools: [{}] }, 'tools must be an array'],
    ['a stream that is no boolean', { model, messages, stream: 'no' }, 'stream must be true or false'],
    [
      'an unknown way to think',
      { model, messages, think: 'much' },
      'think must be "low", "medium", "high", "max", true or false',
    ],
    ['an unknown format', { model, messages, format: 'xml' }, 'format must be "json" or a JSON schema'],
    [
      'an option of the wrong type',
      { model, messages, options: { num_predict: '5' } },
      'option "num_predict" must be of type integer',
    ],
    ['a keep_alive that is no duration', { model, messages, keep_alive: 'long' }, 'keep_alive must be'],
    ['too many logprobs', { model, messages, top_logprobs: 21 }, 'top_logprobs must be between 0 and 20'],
  ])('%s', async ([, body, error]) => {
    const [status, said] = await refusal(await post(demo, '/api/chat', body))
    expect(status).toBe(400)
    expect(said).toContain(error)
  })

  test('null counts as absent', async () => {
    const nulls = { tools: null, think: null, format: null, options: null, keep_alive: null }
    expect((await chat(demo, 'hi', nulls)).status).toBe(200)
  })
})

test.for(['/api/chat', '/api/generate', '/api/show'])('404 for a model that is not here, at %s', async (path) => {
  const body = { model: 'llama3', prompt: 'hi', messages: [{ role: 'user', content: 'hi' }] }
  expect(await refusal(await post(demo, path, body))).toEqual([404, "model 'llama3' not found"])
})

test('a model name is compared without case', async () => {
  expect((await chat(demo, 'hi', { model: 'Finetap-Demo:FAQ' })).status).toBe(200)
})

test('404 for an unknown path, with the paths that there are', async () => {
  const [status, error] = await refusal(await post(demo, '/api/embed', {}))
  expect(status).toBe(404)
  expect(error).toContain('/api/chat')
})

test.for([
  ['GET', '/api/chat', 'POST'],
  ['PUT', '/api/tags', 'GET, HEAD'],
  ['POST', '/api/ps', 'GET'],
] as const)('405 for %s %s', async ([method, path, allow]) => {
  const response = await fetch(demo.url + path, { method })
  expect(response.headers.get('allow')).toBe(allow)
  expect((await refusal(response))[0]).toBe(405)
})

test('HEAD is refused where Ollama refuses it', async () => {
  expect((await fetch(`${demo.url}/api/ps`, { method: 'HEAD' })).status).toBe(405)
})

test('a query string does not matter', async () => {
  expect((await fetch(`${demo.url}/api/version?x=1`)).status).toBe(200)
})

describe('413', () => {
  const tooLarge = 'x'.repeat(200_000)

  test('for a body over the limit, and the server goes on', async () => {
    expect(await refusal(await chat(demo, tooLarge))).toEqual([413, 'the request body is larger than 100000 bytes'])
    expect(await answerOf(demo, 'hi')).not.toBe('')
  })

  test('is said before the whole body has been sent', async () => {
    const upload = request(`${demo.url}/api/chat`, { method: 'POST', headers: { 'transfer-encoding': 'chunked' } })
    upload.on('error', () => {})
    const status = new Promise((resolve) => upload.on('response', (response) => resolve(response.statusCode)))
    upload.write(tooLarge)
    expect(await status).toBe(413)
    upload.destroy()
    await demo.idle()
  })
})

test('a client that goes away in mid-upload leaves nothing behind', async () => {
  const upload = request(`${demo.url}/api/chat`, { method: 'POST', headers: { 'content-length': '1000' } })
  upload.on('error', () => {})
  await new Promise<void>((resolve) => upload.write('{"model":', () => resolve()))
  upload.destroy()
  await demo.idle()
  expect(await answerOf(demo, 'hi')).not.toBe('')
})
