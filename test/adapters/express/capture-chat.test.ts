import { once } from 'node:events'
import { connect } from 'node:net'
import { streamText } from 'ai'
import { Ollama } from 'ollama'
import { describe, expect, test, vi } from 'vitest'
import { feedbackMetadata, wrapModel } from '../../../src/adapters/ai-sdk/index.ts'
import { captureChat, feedbackRoute } from '../../../src/adapters/express/index.ts'
import { wrapOllama } from '../../../src/adapters/ollama/index.ts'
import { textOf } from '../../../src/core/message.ts'
import { startDemoModel } from '../../../src/demo/index.ts'
import { onlyGeneration, startRecording } from '../../support/recording.ts'
import { post, startApp } from './support/chat-app.ts'
import { bytesOf } from './support/raw-request.ts'
import { mockModel, pausingModel } from './support/mock-model.ts'

const MESSAGES = [{ role: 'user', content: 'Which coffee is the mildest?' }]
const UI_BODY = { id: 'chat-1', messages: [{ id: 'u1', role: 'user', parts: [{ type: 'text', text: 'Hello?' }] }] }

describe('a model that finetap wraps', () => {
  test('is recorded once, with the conversation of the body and the id that the page got', async () => {
    const recording = startRecording()
    const { recorder } = recording
    const demo = await startDemoModel()
    const ollama = wrapOllama(new Ollama({ host: demo.url }), { recorder })
    await using app = await startApp((express) => {
      express.use(captureChat({ recorder, context: () => ({ userId: 'u1' }) }))
      express.post('/chat', async (request, response) => {
        const answer = await ollama.chat({ model: demo.model, messages: request.body.messages, stream: true })
        response.type('text/plain')
        for await (const { message } of answer) response.write(message.content)
        response.end()
      })
    })
    const answer = await post(`${app.url}/chat`, { conversationId: 'c1', messages: MESSAGES })
    const said = await answer.text()
    await demo.close()
    const generation = await onlyGeneration(recording)
    expect(generation).toMatchObject({
      conversationId: 'c1',
      userId: 'u1',
      source: { adapter: 'ollama' },
      status: 'ok',
    })
    expect(generation.response.messages.map(textOf)).toEqual([said])
    expect(answer.headers.get('x-finetap-id')).toBe(generation.id)
    expect(recorder.stats()).toMatchObject({ captured: 1, active: 0, unsampled: 0 })
  })

  test('that is called only when the answer has begun still gets the id, and the route’s own record gives way', async () => {
    const recording = startRecording()
    const model = wrapModel(mockModel('Hi there'), recording)
    await using app = await startApp((express) => {
      express.post('/chat', captureChat(recording), async (_, response) => {
        response.type('text/event-stream')
        response.write(': hold on\n\n')
        const { textStream } = streamText({ model, prompt: 'Hello?' })
        for await (const text of textStream) response.write(`data: ${JSON.stringify({ text })}\n\n`)
        response.end('data: [DONE]\n\n')
      })
    })
    const answer = await post(`${app.url}/chat`, UI_BODY)
    await answer.text()
    expect(await onlyGeneration(recording)).toMatchObject({
      id: answer.headers.get('x-finetap-id'),
      source: { adapter: 'ai-sdk' },
      conversationId: 'chat-1',
    })
  })

  test('has the id of the UI message in its record, and the page has the record’s id in the message', async () => {
    const recording = startRecording()
    const model = wrapModel(mockModel('Hi there'), recording)
    await using app = await startApp((express) => {
      express.post('/chat', captureChat(recording), (_, response) => {
        void streamText({ model, prompt: 'Hello?' }).pipeUIMessageStreamToResponse(response, {
          generateMessageId: () => 'ui-message-1',
          messageMetadata: feedbackMetadata({ page: 'shop' }),
        })
      })
    })
    const answer = await post(`${app.url}/chat`, UI_BODY)
    const events = await answer.text()
    const { id, response } = await onlyGeneration(recording)
    expect(response.messageId).toBe('ui-message-1')
    expect(events).toContain(JSON.stringify({ finetapId: id, page: 'shop' }))
  })

  test('whose answer nobody reads to its end is known not to have been read, though the model went on', async () => {
    const recording = startRecording()
    const { promise: gone, resolve } = Promise.withResolvers<void>()
    const model = wrapModel(pausingModel('The first half', gone, ', and the second'), recording)
    await using app = await startApp((express) => {
      express.post('/chat', captureChat(recording), async (_, response) => {
        response.type('text/plain').once('close', resolve)
        for await (const text of streamText({ model, prompt: 'Hello?' }).textStream) {
          response.write(text)
        }
        response.end()
      })
    })
    const socket = connect(app.port, '127.0.0.1')
    socket.write(bytesOf({ path: '/chat', body: UI_BODY }))
    await once(socket, 'data')
    socket.destroy()
    const { status, delivered } = await vi.waitFor(() => onlyGeneration(recording))
    expect({ status, delivered }).toEqual({
      status: 'ok',
      delivered: { chars: 'The first half'.length, complete: false, seenBy: 'express' },
    })
  })

  test.for([
    ['always', 'express'],
    ['never', 'ai-sdk'],
  ] as const)('with bodies: %s it is the %s door that records', async ([bodies, adapter]) => {
    const recording = startRecording()
    const model = wrapModel(mockModel('Hi there'), recording)
    await using app = await startApp((express) => {
      express.post('/chat', captureChat({ ...recording, bodies }), async (_, response) => {
        response.type('text/plain').send(await streamText({ model, prompt: 'Hello?' }).text)
      })
    })
    await (await post(`${app.url}/chat`, UI_BODY)).text()
    const generation = await onlyGeneration(recording)
    expect(generation).toMatchObject({ source: { adapter }, conversationId: 'chat-1' })
    expect(generation.response.messages.map(textOf)).toEqual(['Hi there'])
  })

  test('requests side by side keep their conversations, users and turns apart', async () => {
    const recording = startRecording()
    const model = wrapModel(mockModel('Hi'), recording)
    await using app = await startApp((express) => {
      express.use(captureChat({ ...recording, context: ({ headers }) => ({ userId: String(headers['x-user']) }) }))
      express.post('/chat', async (request, response) => {
        await new Promise((resolve) => setImmediate(resolve))
        await streamText({ model, prompt: request.body.prompt }).text
        response.json({ text: await streamText({ model, prompt: request.body.prompt }).text })
      })
    })
    const names = Array.from({ length: 20 }, (_, index) => `n${index}`)
    const ask = (name: string): Promise<Response> =>
      post(`${app.url}/chat`, { prompt: name, conversationId: `c-${name}` }, { 'x-user': `u-${name}` })
    const answers = await Promise.all(names.map(ask))
    const generations = await recording.generations()
    expect(generations.length).toBe(40)
    for (const { request, conversationId, userId } of generations) {
      const name = request.messages.map(textOf).join('')
      expect([conversationId, userId]).toEqual([`c-${name}`, `u-${name}`])
    }
    const turns = new Set(generations.map(({ turnId }) => turnId))
    expect(turns).toEqual(new Set(answers.map(({ headers }) => headers.get('x-finetap-id'))))
  })
})

describe('the route itself', () => {
  test('answers of a status that says no are no turns, those of a broken server are errors', async () => {
    const recording = startRecording()
    await using app = await startApp((express) => {
      express.post('/chat/:status', captureChat(recording), (request, response) => {
        response.status(Number(request.params.status)).json({ error: { message: 'the model is gone' } })
      })
    })
    for (const status of [400, 401, 404, 429]) await post(`${app.url}/chat/${status}`, UI_BODY)
    expect(await recording.generations()).toEqual([])
    await post(`${app.url}/chat/500`, UI_BODY)
    await vi.waitFor(async () =>
      expect(await onlyGeneration(recording)).toMatchObject({ status: 'error', error: { status: 500 } }),
    )
  })

  test('a client that leaves makes the answer aborted, with what was sent', async () => {
    const recording = startRecording()
    const { promise: gone, resolve } = Promise.withResolvers<void>()
    await using app = await startApp((express) => {
      express.post('/chat', captureChat(recording), (request, response) => {
        response.type('text/plain').write('The first half')
        response.on('close', resolve)
        request.on('error', () => undefined)
      })
    })
    const socket = connect(app.port, '127.0.0.1')
    socket.write(bytesOf({ path: '/chat', body: UI_BODY }))
    await once(socket, 'data')
    socket.destroy()
    await gone
    const { status, response } = await vi.waitFor(() => onlyGeneration(recording))
    expect(status).toBe('aborted')
    expect(response.messages.map(textOf)).toEqual(['The first half'])
  })

  test('an answer that the app breaks off is interrupted, with what was sent', async () => {
    const recording = startRecording()
    await using app = await startApp((express) => {
      express.post('/chat', captureChat(recording), (_, response) => {
        response.type('text/plain').write('The first half', () => response.destroy())
      })
    })
    await expect(post(`${app.url}/chat`, UI_BODY).then((answer) => answer.text())).rejects.toThrow('terminated')
    const { status, response } = await vi.waitFor(() => onlyGeneration(recording))
    expect(status).toBe('interrupted')
    expect(response.messages.map(textOf)).toEqual(['The first half'])
  })

  test('what is no chat is passed by: pages, other bodies, other answers', async () => {
    const recording = startRecording()
    await using app = await startApp((express) => {
      express.use(captureChat(recording))
      express.get('/', (_, response) => void response.send('<h1>Hello</h1>'))
      express.post('/contact', (_, response) => void response.json({ message: 'Thank you' }))
      express.post('/save', (_, response) => void response.json({ saved: true }))
    })
    const page = await fetch(app.url)
    const contact = await post(`${app.url}/contact`, { name: 'Jo', email: 'jo@mail.example', message: 'Call me' })
    await post(`${app.url}/save`, UI_BODY)
    expect([page, contact].map(({ headers }) => headers.get('x-finetap-id'))).toEqual([null, null])
    expect(await recording.generations()).toEqual([])
    expect(recording.recorder.stats()).toMatchObject({ captured: 0, active: 0, dropped: {} })
  })

  test('bodies of the app’s own are read by its functions', async () => {
    const recording = startRecording()
    const capture = captureChat({
      ...recording,
      readRequest: (request) => ({
        prompt: new URL(request.url ?? '', 'http://localhost').searchParams.get('q') ?? '',
      }),
      readAnswer: ({ body }) => ({ text: String(Object(body).bubbles), model: 'own-model' }),
    })
    await using app = await startApp((express) => {
      express.get('/ask', capture, (_, response) => void response.json({ bubbles: ['Hi', 'there'] }))
    })
    await fetch(`${app.url}/ask?q=Hello`)
    const generation = await vi.waitFor(() => onlyGeneration(recording))
    expect(generation).toMatchObject({ status: 'ok', model: { responded: 'own-model' } })
    expect(generation.request.messages.map(textOf)).toEqual(['Hello'])
    expect(generation.response.messages.map(textOf)).toEqual(['Hi,there'])
  })

  test('what its functions do not know is read as ever', async () => {
    const recording = startRecording()
    const nothing = (): undefined => undefined
    await using app = await startApp((express) => {
      express.use(captureChat({ ...recording, readRequest: nothing, readAnswer: nothing }))
      express.post('/chat', (_, response) => void response.json({ text: 'Hi' }))
    })
    await post(`${app.url}/chat`, UI_BODY)
    const generation = await vi.waitFor(() => onlyGeneration(recording))
    expect(generation).toMatchObject({ status: 'ok', conversationId: 'chat-1' })
    expect(generation.response.messages.map(textOf)).toEqual(['Hi'])
  })

  test('an answer whose coding is broken or unknown goes out as it is, and is no answer that was whole', async () => {
    const recording = startRecording()
    await using app = await startApp((express) => {
      express.post('/chat/:coding', captureChat(recording), (request, response) => {
        response.set('content-encoding', request.params.coding).type('text/plain').end('not coded at all')
      })
    })
    for (const coding of ['gzip', 'own-coding']) {
      const socket = connect(app.port, '127.0.0.1')
      socket.write(bytesOf({ path: `/chat/${coding}`, body: UI_BODY }))
      const [bytes] = (await once(socket, 'data')) as [Buffer]
      socket.destroy()
      expect(String(bytes)).toContain('not coded at all')
    }
    const generation = await vi.waitFor(() => onlyGeneration(recording))
    expect(generation).toMatchObject({ status: 'error' })
    expect(recording.recorder.stats()).toMatchObject({ dropped: { capture_failed: 1 } })
  })

  test('functions of the app that throw cost the route nothing', async () => {
    const recording = startRecording()
    const fail = (): never => {
      throw new Error('broken')
    }
    await using app = await startApp((express) => {
      express.post(
        '/context',
        captureChat({ ...recording, context: fail }),
        (_, response) => void response.json({ text: 'Hi' }),
      )
      express.post(
        '/answer',
        captureChat({ ...recording, readAnswer: fail }),
        (_, response) => void response.json({ text: 'Hi' }),
      )
    })
    for (const path of ['/context', '/answer']) {
      expect(await (await post(app.url + path, UI_BODY)).json()).toEqual({ text: 'Hi' })
    }
    expect(await recording.generations()).toEqual([])
    // Whether the context would have refused consent, nobody knows.
    expect(recording.recorder.stats()).toMatchObject({ dropped: { no_consent: 1, capture_failed: 1 } })
  })

  test('a body by hand is a chat where it says of which conversation it is, and its ids are known in any case', async () => {
    const recording = startRecording()
    const model = wrapModel(mockModel('Hi'), recording)
    await using app = await startApp((express) => {
      express.use(captureChat(recording))
      express.post('/plain', (_, response) => void response.json({ reply: 'Hello!' }))
      express.post('/wrapped', async (request, response) => {
        const { say } = request.body
        request.body = { say }
        response.json({ reply: await streamText({ model, prompt: say }).text })
      })
    })
    await post(`${app.url}/plain`, { message: 'Hello?', conversationId: 'c1' })
    await post(`${app.url}/wrapped`, { say: 'Hello?', threadId: 'c2' })
    const [plain, wrapped] = await vi.waitFor(async () => {
      const generations = await recording.generations()
      expect(generations.length).toBe(2)
      return generations
    })
    expect(plain).toMatchObject({ conversationId: 'c1', source: { adapter: 'express', framework: 'prompt' } })
    expect(plain?.request.messages.map(textOf)).toEqual(['Hello?'])
    expect(wrapped).toMatchObject({ conversationId: 'c2', source: { adapter: 'ai-sdk' } })
  })

  test('two middlewares on the way are one record, and the nearer one’s labels win', async () => {
    const recording = startRecording()
    await using app = await startApp((express) => {
      express.use(captureChat({ ...recording, userId: 'outer', tags: ['app'] }))
      express.post('/chat', captureChat({ ...recording, userId: 'inner', tags: ['route'] }), (_, response) => {
        response.type('text/plain').send('Hi')
      })
    })
    await post(`${app.url}/chat`, UI_BODY)
    const generation = await vi.waitFor(() => onlyGeneration(recording))
    expect(generation).toMatchObject({ userId: 'inner', tags: ['app', 'route'] })
  })

  test('a recorder that is off leaves the route as it is', async () => {
    const recording = startRecording({ enabled: false })
    await using app = await startApp((express) => {
      express.use(captureChat(recording))
      express.post('/chat', (_, response) => void response.json({ own: Object.keys(response).includes('write') }))
    })
    const answer = await post(`${app.url}/chat`, UI_BODY)
    expect(answer.headers.get('x-finetap-id')).toBeNull()
    expect(await answer.json()).toEqual({ own: false })
  })

  test('an answer without end is counted as too large and held no longer, and the client gets all of it', async () => {
    const recording = startRecording()
    const piece = Buffer.alloc(1_024 * 1_024, 'x')
    await using app = await startApp((express) => {
      express.post('/chat', captureChat(recording), async (_, response) => {
        response.type('text/plain')
        for (let count = 0; count < 70; count += 1) if (!response.write(piece)) await once(response, 'drain')
        response.end()
      })
    })
    const answer = await post(`${app.url}/chat`, UI_BODY)
    let length = 0
    for await (const chunk of answer.body ?? []) length += chunk.length
    expect(length).toBe(70 * piece.length)
    expect(recording.recorder.stats()).toMatchObject({ dropped: { too_large: 1 }, active: 0 })
  })

  test('JSON that cannot be read is refused by the app’s parser as ever', async () => {
    const recording = startRecording()
    await using app = await startApp((express) => {
      express.post('/chat', captureChat(recording), (_, response) => void response.send('never'))
    })
    for (const body of ['{"messages":', Buffer.from([0x7b, 0xff, 0xfe])]) {
      const answer = await fetch(`${app.url}/chat`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      expect(answer.status).toBe(400)
    }
    expect(await recording.generations()).toEqual([])
  })

  test('an answer can be judged by the id in its header', async () => {
    const recording = startRecording()
    await using app = await startApp((express) => {
      express.use(captureChat(recording))
      express.post('/chat', (_, response) => void response.type('text/plain').send('Hi'))
      express.post('/feedback', feedbackRoute(recording))
    })
    const answer = await post(`${app.url}/chat`, UI_BODY)
    const id = answer.headers.get('x-finetap-id')
    const judged = await post(`${app.url}/feedback`, { id, thumb: 'down', correction: 'Hello!' })
    expect(judged.status).toBe(201)
    const [generation, feedback] = await recording.events()
    expect(generation).toMatchObject({ id })
    expect(feedback).toMatchObject({ target: { generationId: id }, value: 'down', correction: 'Hello!' })
  })
})
