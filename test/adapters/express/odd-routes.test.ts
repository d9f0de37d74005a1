import { once } from 'node:events'
import { createServer } from 'node:http'
import http2 from 'node:http2'
import { connect, type AddressInfo } from 'node:net'
import { pipeline, Readable } from 'node:stream'
import express, { type ErrorRequestHandler, type RequestHandler } from 'express'
import { streamText } from 'ai'
import { describe, expect, test, vi } from 'vitest'
import { wrapModel } from '../../../src/adapters/ai-sdk/index.ts'
import { captureChat } from '../../../src/adapters/express/index.ts'
import { textOf } from '../../../src/core/message.ts'
import { onlyGeneration, startRecording, type Recording } from '../../support/recording.ts'
import { serve } from './support/apps.ts'
import { post, startApp } from './support/chat-app.ts'
import { mockModel } from './support/mock-model.ts'
import { bytesOf, comparable, rawAnswer } from './support/raw-request.ts'

const UI_BODY = { id: 'chat-1', messages: [{ id: 'u1', role: 'user', parts: [{ type: 'text', text: 'Hello?' }] }] }

async function said(recording: Recording) {
  const { status, request, response } = await vi.waitFor(() => onlyGeneration(recording))
  return { status, asked: request.messages.map(textOf), said: response.messages.map(textOf) }
}

type Route = readonly [name: string, handler: RequestHandler]

const refuse: ErrorRequestHandler = (error, _, response, next) => {
  if (response.headersSent) next(error)
  else
    response
      .status(500)
      .type('html')
      .send(`<p>${String(error)}</p>`)
}

describe('a head that is written whole is sent as without', () => {
  const routes: readonly Route[] = [
    ['pairs', (_, response) => void response.writeHead(200, [['Content-Type', 'text/plain']] as never).end('Hi')],
    [
      'a list with a name that comes twice',
      (_, response) => void response.writeHead(200, ['Content-Type', 'text/plain', 'X-A', '1', 'x-a', '2']).end('Hi'),
    ],
    [
      'an object',
      (_, response) => {
        response.writeHead(200, 'Fine', { 'Content-Type': 'text/plain', 'X-A': '1', 'x-a': '2' })
        response.end(`Hi ${JSON.stringify(response.getHeaders())}`)
      },
    ],
  ]
  test.for(routes)('%s', async ([, handler]) => {
    const recording = startRecording()
    const [without, captured] = await Promise.all(
      [[], [captureChat(recording)]].map(async (capture) => {
        const app = express()
          .disable('x-powered-by')
          .use(express.json(), ...capture)
        const { port, close } = await serve(app.post('/chat', handler).use(refuse))
        const answer = await rawAnswer(port, { path: '/chat', body: UI_BODY })
        await close()
        return answer
      }),
    )
    expect(comparable(captured ?? Buffer.of())).toBe(comparable(without ?? Buffer.of()))
    const { id, response } = await onlyGeneration(recording)
    expect(String(captured)).toContain(`x-finetap-id: ${id}`)
    expect(response.messages.map(textOf).join('')).toContain('Hi')
  })
})

describe('what the route fails to send is not what was said', () => {
  const routes: readonly Route[] = [
    ['write of no text', (_, response) => void response.type('text/plain').write(undefined)],
    ['end with an object', (_, response) => void response.type('text/plain').end({ text: 'Hi' })],
    [
      'a header that cannot be sent',
      (_, response) => void response.writeHead(200, { 'content-type': 'text/plain', 'x-bad': 'a\nb' }).end('Hi'),
    ],
  ]
  test.for(routes)('%s: the error page is an error', async ([, handler]) => {
    const recording = startRecording()
    const app = express().use(captureChat(recording), express.json())
    const { url, close } = await serve(app.post('/chat', handler).use(refuse))
    const answer = await post(`${url}/chat`, UI_BODY)
    await close()
    expect(answer.status).toBe(500)
    expect(await said(recording)).toEqual({ status: 'error', asked: ['Hello?'], said: [] })
    expect((await onlyGeneration(recording)).id).toBe(answer.headers.get('x-finetap-id'))
  })

  test('a source that breaks in a pipeline is an error, not a client that left', async () => {
    const recording = startRecording()
    await using app = await startApp((own) => {
      own.post('/chat', captureChat(recording), (_, response) => {
        async function* source(): AsyncGenerator<string> {
          yield 'Half'
          await new Promise((resolve) => setImmediate(resolve))
          throw new Error('upstream broke')
        }
        pipeline(Readable.from(source()), response.type('text/plain'), () => undefined)
      })
    })
    await rawAnswer(app.port, { path: '/chat', body: UI_BODY })
    expect(await said(recording)).toEqual({ status: 'error', asked: ['Hello?'], said: ['Half'] })
  })

  test('a client that leaves before the first byte makes it aborted, whatever the route writes then', async () => {
    const recording = startRecording()
    await using app = await startApp((own) => {
      own.post('/chat', captureChat(recording), async (_, response) => {
        await once(response, 'close')
        response.type('text/plain').write('Nobody reads this')
      })
    })
    const socket = connect(app.port, '127.0.0.1')
    socket.end(bytesOf({ path: '/chat', body: UI_BODY }))
    await vi.waitFor(() => expect(recording.recorder.stats().byStatus).toEqual({ aborted: 1 }))
    expect(recording.recorder.stats().active).toBe(0)
  })
})

describe('one record a turn', () => {
  test('two middlewares with bodies: always are one record', async () => {
    const recording = startRecording()
    await using app = await startApp((own) => {
      own.use(captureChat({ ...recording, bodies: 'always' }))
      own.post(
        '/chat',
        captureChat({ ...recording, userId: 'u1' }),
        (_, response) => void response.json({ text: 'Hi' }),
      )
    })
    await post(`${app.url}/chat`, UI_BODY)
    expect(await vi.waitFor(() => onlyGeneration(recording))).toMatchObject({ userId: 'u1', status: 'ok' })
  })

  test('bodies: never behind bodies: always leaves it to the model', async () => {
    const recording = startRecording()
    const model = wrapModel(mockModel('Hi'), recording)
    await using app = await startApp((own) => {
      own.use(captureChat({ ...recording, bodies: 'always' }))
      own.post('/chat', captureChat({ ...recording, bodies: 'never' }), async (_, response) => {
        response.json({ text: await streamText({ model, prompt: 'Hello?' }).text })
      })
    })
    await (await post(`${app.url}/chat`, UI_BODY)).text()
    expect(await vi.waitFor(() => onlyGeneration(recording))).toMatchObject({ source: { adapter: 'ai-sdk' } })
  })

  test('a parser that listens to the request keeps the context', async () => {
    const recording = startRecording()
    const model = wrapModel(mockModel('Hi'), recording)
    const app = express().use(captureChat(recording), (request, _, next) => {
      let text = ''
      request.on('data', (piece) => (text += String(piece)))
      request.on('end', () => {
        request.body = JSON.parse(text)
        next()
      })
    })
    app.post('/chat', async (_, response) => {
      response.json({ text: await streamText({ model, prompt: 'Hello?' }).text })
    })
    const { url, close } = await serve(app)
    await (await post(`${url}/chat`, UI_BODY)).text()
    await close()
    expect(await vi.waitFor(() => onlyGeneration(recording))).toMatchObject({
      conversationId: 'chat-1',
      source: { adapter: 'ai-sdk' },
    })
  })

  test('a model that is called when the route’s answer was recorded has an id of its own', async () => {
    const recording = startRecording()
    const model = wrapModel(mockModel('A title'), recording)
    await using app = await startApp((own) => {
      own.post('/chat', captureChat(recording), async (_, response) => {
        response.json({ text: 'Hi' })
        await once(response, 'close')
        await streamText({ model, prompt: 'Name this chat' }).text
      })
    })
    const answer = await post(`${app.url}/chat`, UI_BODY)
    const [first, second] = await vi.waitFor(async () => {
      const generations = await recording.generations()
      expect(generations.length).toBe(2)
      return generations
    })
    expect(first?.id).toBe(answer.headers.get('x-finetap-id'))
    expect(second?.id).not.toBe(first?.id)
  })

  test('what the route does to the messages is not what was asked', async () => {
    const recording = startRecording()
    await using app = await startApp((own) => {
      own.post('/chat', captureChat(recording), (request, response) => {
        request.body.messages.push({ id: 'a1', role: 'assistant', parts: [{ type: 'text', text: 'Hi' }] })
        response.json({ text: 'Hi' })
      })
    })
    await post(`${app.url}/chat`, UI_BODY)
    expect(await said(recording)).toEqual({ status: 'ok', asked: ['Hello?'], said: ['Hi'] })
  })
})

test('a host whose requests have no socket is not broken', async () => {
  const recording = startRecording()
  const capture = captureChat({ ...recording, readRequest: () => ({ prompt: 'Hello?' }) })
  const server = createServer((request, response) => {
    capture(Object.create(request, { socket: { value: undefined } }), response, () => {
      response.setHeader('content-type', 'text/plain')
      response.write('Half', () => response.destroy())
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  await rawAnswer((server.address() as AddressInfo).port, { path: '/chat', body: UI_BODY })
  server.close()
  expect(await said(recording)).toEqual({ status: 'interrupted', asked: ['Hello?'], said: ['Half'] })
})

test('over HTTP/2 what end is given counts once', async () => {
  const recording = startRecording()
  const capture = captureChat({ ...recording, readRequest: () => ({ prompt: 'Hello?' }) })
  const server = http2.createServer((request, response) => {
    capture(request as never, response as never, () => {
      response.writeHead(200, { 'content-type': 'text/plain' })
      response.write('Hi ')
      response.end('there')
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const client = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const answer = client.request({ ':method': 'POST', ':path': '/chat' }).end()
  expect((await Array.fromAsync(answer)).join('')).toBe('Hi there')
  client.close()
  server.close()
  expect(await said(recording)).toEqual({ status: 'ok', asked: ['Hello?'], said: ['Hi there'] })
})

test('a readRequest that gives a promise is passed over, and no failure of it ends the process', async () => {
  const recording = startRecording()
  // For apps without types.
  const fails: never = (async () => Promise.reject(new Error('broken'))) as never
  await using app = await startApp((own) => {
    own.use(captureChat({ ...recording, readRequest: fails }))
    own.post('/chat', (_, response) => void response.json({ text: 'Hi' }))
  })
  expect((await post(`${app.url}/chat`, UI_BODY)).status).toBe(200)
  expect(await said(recording)).toEqual({ status: 'ok', asked: ['Hello?'], said: ['Hi'] })
})

test('an idHeader that is no name of a header is refused at once', () => {
  expect(() => captureChat({ idHeader: 'my header' })).toThrow('"my header" as idHeader')
})
