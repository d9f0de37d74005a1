import { createServer } from 'node:net'
import { once } from 'node:events'
import { startDemoModel } from 'finetap/demo'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ChatApp } from '../../../examples/ollama-chat/server/app.ts'
import { hostOf, isLocal } from '../../../examples/ollama-chat/server/local-host.ts'
import { usualHosts } from '../../../examples/ollama-chat/server/ollama-probe.ts'
import { asking, chat, datasetOf, errorOf, MODEL, post, startApp } from './chat-client.ts'
import { startFakeOllama } from './fake-ollama.ts'

const DEMO = {
  server: { kind: 'demo', label: 'Demo model: looks answers up in a small FAQ, no language model', local: true },
  models: [{ name: MODEL, thinking: true, tools: true }],
}

const modelsOf = async (app: ChatApp): Promise<unknown> => (await fetch(`${app.url}/api/models`)).json()

/** A port on which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

describe('GET /api/models', () => {
  test('without an Ollama the demo model answers, and says what it is', async () => {
    const app = await startApp({ ollamaHosts: [`http://127.0.0.1:${await freePort()}`] })
    expect(await modelsOf(app)).toEqual(DEMO)
    const refused = await post(app, '/api/models/switch', {})
    expect([refused.status, (await errorOf(refused)).code]).toEqual([409, 'no_ollama'])
  })

  test('with an Ollama its models answer, those that can chat', async () => {
    const ollama = await startFakeOllama()
    const app = await startApp({ ollamaHosts: [ollama.url] })
    expect(await modelsOf(app)).toEqual({
      server: { kind: 'ollama', label: `Ollama at ${ollama.url}`, local: true },
      models: [{ name: 'small-model:1b', thinking: false, tools: true }],
    })
    // It cannot think, and so is not asked to: Ollama would refuse.
    const { done } = await chat(app, {
      ...asking('c1', 'How long does delivery take?'),
      model: 'small-model:1b',
      think: true,
    })
    expect([done.type, ollama.asked]).toEqual(['done', ['small-model:1b']])
    expect((await datasetOf(app, 'c1')).turns[0]?.status).toBe('ok')
  })

  test('asks a server that lists no capabilities for those of each model', async () => {
    const { url } = await startFakeOllama({ capabilities: 'untold' })
    const app = await startApp({ ollamaHosts: [url] })
    expect(await modelsOf(app)).toMatchObject({ models: [{ name: 'small-model:1b', thinking: true, tools: false }] })
  })

  test('says where Ollama passes chats with a model on to', async () => {
    const { url } = await startFakeOllama({ remoteHost: 'https://models.example:443' })
    const app = await startApp({ ollamaHosts: [url] })
    expect(await modelsOf(app)).toMatchObject({ models: [{ name: 'small-model:1b', remoteHost: 'models.example' }] })
  })

  test('never takes a demo model for Ollama', async () => {
    const demo = await startDemoModel()
    onTestFinished(() => demo.close())
    expect(await modelsOf(await startApp({ ollamaHosts: [demo.url] }))).toEqual(DEMO)
  })

  test('switches to an Ollama that comes later, and only when it is told to', async () => {
    const port = await freePort()
    const app = await startApp({ ollamaHosts: [`http://127.0.0.1:${port}`] })
    expect(await modelsOf(app)).toEqual(DEMO)
    const { url } = await startFakeOllama({ port })
    const switched = await post(app, '/api/models/switch', {})
    expect(await switched.json()).toMatchObject({ server: { kind: 'ollama', label: `Ollama at ${url}` } })
    expect(await modelsOf(app)).toMatchObject({ server: { kind: 'ollama' } })
  })

  test('says that one was found when it looks again', async () => {
    const port = await freePort()
    const app = await startApp({ ollamaHosts: [`http://127.0.0.1:${port}`], probeEveryMs: 20 })
    await startFakeOllama({ port })
    await expect.poll(() => modelsOf(app)).toEqual({ ...DEMO, ollamaFound: true })
    expect((await chat(app, asking('c1', 'How long does delivery take?'))).done.type).toBe('done')
  })
})

test.for([
  [undefined, ['http://127.0.0.1:11434']],
  ['', ['http://127.0.0.1:11434']],
  ['0.0.0.0', ['http://127.0.0.1:11434']],
  ['gpu-box:9999', ['http://gpu-box:9999', 'http://127.0.0.1:11434']],
  ['https://ollama.example:443/', ['https://ollama.example:443', 'http://127.0.0.1:11434']],
] as const)('OLLAMA_HOST %s is looked for at %j', ([named, hosts]) => {
  expect(usualHosts(named)).toEqual(hosts)
})

test.for([
  ['http://127.0.0.1:11434', true],
  ['http://127.1.2.3:11434', true],
  ['http://localhost:11434', true],
  ['http://[::1]:11434', true],
  ['http://gpu-box:11434', false],
  ['http://192.168.0.7:11434', false],
  ['http://127.0.0.1.example:11434', false],
  ['https://localhost.example', false],
] as const)('%s is this machine: %s', ([url, local]) => {
  expect([isLocal(url), hostOf(url)]).toEqual([local, url.replace(/^https?:\/\//, '')])
})
