import { EventEmitter } from 'node:events'
import compression from 'compression'
import type { Express } from 'express'
import { describe, expect, test, vi } from 'vitest'
import { textOf } from '../../../src/core/message.ts'
import { captureChat } from '../../../src/adapters/express/index.ts'
import { onlyGeneration, startRecording, type Recording } from '../../support/recording.ts'
import { serve, VERSIONS } from './support/apps.ts'
import { comparable, rawAnswer, type RawRequest } from './support/raw-request.ts'
import { KINDS, type Kind } from './support/routes.ts'

const BODY = { id: 'chat-1', messages: [{ id: 'u1', role: 'user', parts: [{ type: 'text', text: 'Hello?' }] }] }
const ASK: RawRequest = { path: '/chat', body: BODY }

// compression adds a listener for each write that has to wait, and Node warns of that.
EventEmitter.defaultMaxListeners = 0

const ANSWERS = KINDS.filter(({ said }) => said !== undefined)
const OTHERS = KINDS.filter(({ said }) => said === undefined)

type Around = { readonly name: string; readonly build: (app: Express, kind: Kind, recording?: Recording) => void }

for (const [version, express] of VERSIONS) {
  const mounts: readonly Around[] = [
    {
      name: 'on the app, before the parser',
      build(app, { handler }, recording) {
        if (recording !== undefined) app.use(captureChat({ recorder: recording.recorder }))
        app.use(express.json())
        app.post('/chat', handler)
      },
    },
    {
      name: 'on the route',
      build(app, { handler }, recording) {
        app.use(express.json())
        const capture = recording === undefined ? [] : [captureChat({ recorder: recording.recorder })]
        app.post('/chat', ...capture, handler)
      },
    },
    {
      name: 'on a router, behind compression',
      build(app, { handler }, recording) {
        const router = express.Router()
        app.use(express.json(), compression({ threshold: 0 }))
        if (recording !== undefined) router.use(captureChat({ recorder: recording.recorder }))
        router.post('/chat', handler)
        app.use(router)
      },
    },
    {
      name: 'before compression',
      build(app, { handler }, recording) {
        if (recording !== undefined) app.use(captureChat({ recorder: recording.recorder }))
        app.use(express.json(), compression({ threshold: 0 }))
        app.post('/chat', handler)
      },
    },
  ]

  describe.for(mounts)(`captureChat with ${version}, $name`, ({ build }) => {
    async function answerOf(kind: Kind, recording: Recording | undefined, request: RawRequest): Promise<string> {
      const app = express()
      build(app, kind, recording)
      const { port, close } = await serve(app)
      try {
        return comparable(await rawAnswer(port, request))
      } finally {
        await close()
      }
    }

    test.for(ANSWERS)('$name: every byte is sent as without, and the record says what was sent', async (kind) => {
      const recording = startRecording({ queue: { bytes: 64 * 1_024 * 1_024 } })
      const headers = { 'accept-encoding': 'gzip' }
      const without = await answerOf(kind, undefined, { ...ASK, headers })
      expect(await answerOf(kind, recording, { ...ASK, headers })).toBe(without)
      // What was compressed is read behind the answer.
      const { request, response, status, conversationId } = await vi.waitFor(() => onlyGeneration(recording), 25_000)
      expect({ status, conversationId, asked: request.messages.map(textOf) }).toEqual({
        status: 'ok',
        conversationId: 'chat-1',
        asked: ['Hello?'],
      })
      expect(response.messages.map(textOf).join('') === kind.said).toBe(true)
      expect(recording.errors).toEqual([])
    })

    test.for(OTHERS)('$name: every byte is sent as without, and nothing is recorded', async (kind) => {
      const recording = startRecording()
      expect(await answerOf(kind, recording, ASK)).toBe(await answerOf(kind, undefined, ASK))
      expect(await recording.generations()).toEqual([])
    })

    test.for(KINDS)('$name: HEAD is answered as without', async (kind) => {
      const recording = startRecording()
      const head: RawRequest = { path: '/chat', method: 'HEAD' }
      expect(await answerOf(kind, recording, head)).toBe(await answerOf(kind, undefined, head))
      expect(await recording.generations()).toEqual([])
    })
  })
}
