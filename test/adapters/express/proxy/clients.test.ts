import { createRequire } from 'node:module'
import { Anthropic } from '@anthropic-ai/sdk'
import express from 'express'
import { Ollama } from 'ollama'
import { OpenAI } from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { captureProxy } from '../../../../src/adapters/express/capture-proxy.ts'
import { startDemoModel, type DemoModel } from '../../../../src/demo/index.ts'
import { onlyGeneration, startRecording, type Recording } from '../../../support/recording.ts'
import { serve, type Server } from './support.ts'

const QUESTION = { role: 'user' as const, content: 'Which coffee is the mildest?' }

type Asks = { readonly [name: string]: (base: string, model: string) => Promise<{ text: string; id: string | null }> }

const asks: Asks = {
  async 'openai chat'(base, model) {
    const openai = new OpenAI({ baseURL: `${base}/v1`, apiKey: 'very-secret' })
    const sent = openai.chat.completions.create({ model, messages: [QUESTION], temperature: 0 })
    const { data, response } = await sent.withResponse()
    return { text: data.choices[0]?.message.content ?? '', id: response.headers.get('x-finetap-id') }
  },
  async 'openai chat, streamed'(base, model) {
    const openai = new OpenAI({ baseURL: `${base}/v1`, apiKey: 'very-secret' })
    const sent = openai.chat.completions.create({ model, messages: [QUESTION], temperature: 0, stream: true })
    const { data, response } = await sent.withResponse()
    let text = ''
    for await (const chunk of data) text += chunk.choices[0]?.delta.content ?? ''
    return { text, id: response.headers.get('x-finetap-id') }
  },
  async 'openai responses, streamed'(base, model) {
    const openai = new OpenAI({ baseURL: `${base}/v1`, apiKey: 'very-secret' })
    const sent = openai.responses.create({ model, input: [QUESTION], temperature: 0, stream: true })
    const { data, response } = await sent.withResponse()
    let text = ''
    for await (const piece of data) if (piece.type === 'response.output_text.delta') text += piece.delta
    return { text, id: response.headers.get('x-finetap-id') }
  },
  async 'anthropic, streamed'(base, model) {
    const anthropic = new Anthropic({ baseURL: base, apiKey: 'very-secret' })
    const stream = anthropic.messages.stream({ model, max_tokens: 500, messages: [QUESTION], temperature: 0 })
    const text = await stream.finalText()
    return { text, id: stream.response?.headers.get('x-finetap-id') ?? null }
  },
  async 'ollama, streamed'(base, model) {
    let id: string | null = null
    const seeing: typeof fetch = async (...values) => {
      const response = await fetch(...values)
      id = response.headers.get('x-finetap-id')
      return response
    }
    const ollama = new Ollama({ host: base, fetch: seeing })
    let text = ''
    const asked = { model, messages: [QUESTION], options: { temperature: 0 }, stream: true as const }
    for await (const chunk of await ollama.chat(asked)) text += chunk.message.content
    return { text, id }
  },
}

// Of version 4 there are no types beside those of 5.
const express4 = createRequire(import.meta.url)('express4') as typeof express
const apps = { 'express 5': express, 'express 4': express4 }

for (const [version, app] of Object.entries(apps)) {
  describe(`captureProxy, ${version}, clients`, () => {
    let demo: DemoModel
    let server: Server
    let recording: Recording

    beforeAll(async () => {
      demo = await startDemoModel()
      server = await serve((request, response) => void mounted(request, response))
    })
    afterAll(() => Promise.all([demo.close(), server.close()]))

    let mounted: ReturnType<typeof express>
    function mount(path: string, parser?: ReturnType<typeof express.json>): void {
      recording = startRecording()
      mounted = app()
      if (parser !== undefined) mounted.use(parser)
      mounted.use(path, captureProxy({ target: demo.url, recorder: recording.recorder }))
    }

    for (const [name, ask] of Object.entries(asks)) {
      test(`${name}: the answer is the target's, and recorded under the id in the header`, async () => {
        const direct = await ask(demo.url, demo.model)
        mount('/llm')
        const { text, id } = await ask(`${server.url}/llm`, demo.model)
        expect(text).toBe(direct.text)
        const generation = await onlyGeneration(recording)
        expect(generation).toMatchObject({
          status: 'ok',
          source: { adapter: 'proxy' },
          request: { messages: [{ role: 'user' }] },
        })
        expect(generation.response.messages[0]?.parts.at(-1)).toEqual({ type: 'text', text })
        expect(id).toBe(generation.id)
        expect(JSON.stringify(generation)).not.toContain('very-secret')
      })
    }

    test('behind express.json, which has read the body, at the root', async () => {
      mount('/', app.json())
      for (const ask of Object.values(asks)) expect((await ask(server.url, demo.model)).text).not.toBe('')
      expect(await recording.generations()).toHaveLength(Object.keys(asks).length)
    })

    test('behind express.raw', async () => {
      mount('/', app.raw({ type: '*/*' }))
      for (const ask of Object.values(asks)) expect((await ask(server.url, demo.model)).text).not.toBe('')
      expect(await recording.generations()).toHaveLength(Object.keys(asks).length)
    })

    test('other paths pass, and leave no record', async () => {
      mount('/llm')
      const ollama = new Ollama({ host: `${server.url}/llm` })
      expect((await ollama.list()).models[0]?.name).toBe(demo.model)
      expect((await ollama.show({ model: demo.model })).details).toBeDefined()
      await expect(ollama.pull({ model: 'no-such' })).rejects.toThrow(/404|not found/)
      expect(await recording.generations()).toEqual([])
      expect(recording.recorder.stats()).toMatchObject({ captured: 0, unsampled: 0, dropped: {} })
    })
  })
}
