import { describe, expect, test } from 'vitest'
import { captureMiddleware, wrapModel } from '../../../src/adapters/ai-sdk/index.ts'
import type { LanguageModelLike } from '../../../src/adapters/ai-sdk/index.ts'
import type { Generation } from '../../../src/core/generation.ts'
import { withContext } from '../../../src/middleware/context.ts'
import { startRecording } from '../../support/recording.ts'
import { callTool, overloaded, say } from './support/answers.ts'
import { majors, type Answer, type CallOptions, type Major, type Script } from './support/majors.ts'
import { inTurn } from './support/script.ts'

/** The place of each record: its turn as a letter, in the order of their appearance, step and attempt. */
function placesOf(generations: readonly Generation[]): readonly string[] {
  const turns = [...new Set(generations.map(({ turnId }) => turnId))]
  return generations.map(({ turnId, step, attempt }) => `${'ABCDEFGH'[turns.indexOf(turnId)]}${step}.${attempt}`)
}

const kinds = ['generateText', 'streamText'] as const

type Run = { readonly model: LanguageModelLike; readonly kind: (typeof kinds)[number]; readonly options?: object }

function toolsOf({ sdk }: Major, execute: () => unknown = () => 'done'): object {
  return { work: sdk.tool({ inputSchema: sdk.jsonSchema({ type: 'object' }), execute }) }
}

function run(major: Major, { model, kind, options }: Run): PromiseLike<unknown> {
  const call = { model, prompt: 'Work!', stopWhen: major.steps(4), maxRetries: 1, tools: toolsOf(major), ...options }
  return kind === 'generateText' ? major.sdk.generateText(call) : major.sdk.streamText(call).consumeStream()
}

const script = (...answers: readonly [Answer | Error, ...(Answer | Error)[]]): Script => inTurn(...answers) as Script

describe.each(majors)('$name', (major) => {
  describe.each(kinds)('%s', (kind) => {
    test.each([
      ['without headers', {}],
      ['with headers of the app', { headers: { 'x-app': '1' } }],
    ])('the steps of a tool loop are one turn, %s', async (_, options) => {
      const recording = startRecording()
      const answers = script(callTool('work', {}, 'c1'), callTool('work', {}, 'c2'), say('done'))
      await run(major, { model: wrapModel(major.model(answers), recording), kind, options })
      expect(placesOf(await recording.generations())).toEqual(['A0.0', 'A1.0', 'A2.0'])
    })

    test('headers that the app uses for all its calls do not join them', async () => {
      const recording = startRecording()
      const headers = { 'x-app': '1' }
      const model = wrapModel(
        major.model(() => say('Hi')),
        recording,
      )
      await run(major, { model, kind, options: { headers, prompt: 'One?' } })
      await run(major, { model, kind, options: { headers, prompt: 'Two?' } })
      await run(major, { model, kind, options: { headers, prompt: 'Two?' } })
      expect(placesOf(await recording.generations())).toEqual(['A0.0', 'B0.0', 'C0.0'])
    })

    test('loops side by side stay apart, also of a provider that gives all tool calls one id', async () => {
      const recording = startRecording()
      const model = wrapModel(
        major.model(({ prompt }: CallOptions) => (prompt.length === 1 ? callTool('work', {}, 'call_0') : say('done'))),
        recording,
      )
      const prompts = ['One?', 'Two?', 'Three?']
      await Promise.all(prompts.map((prompt) => run(major, { model, kind, options: { prompt } })))
      const generations = await recording.generations()
      for (const prompt of prompts) {
        const own = generations.filter(({ request }) => JSON.stringify(request.messages[0]).includes(prompt))
        expect(placesOf(own)).toEqual(['A0.0', 'A1.0'])
      }
      expect(new Set(generations.map(({ turnId }) => turnId)).size).toBe(3)
    })

    test('a call within a tool is a turn of its own', async () => {
      const recording = startRecording()
      const inner = wrapModel(
        major.model(() => say('inner')),
        recording,
      )
      const tools = toolsOf(major, () =>
        run(major, { model: inner, kind, options: { prompt: 'Inner?' } }).then(() => 1),
      )
      const model = wrapModel(major.model(script(callTool('work'), say('outer'))), recording)
      await run(major, { model, kind, options: { tools } })
      expect(placesOf(await recording.generations())).toEqual(['A0.0', 'B0.0', 'A1.0'])
    })

    test('the calls of a context that names a turn are its steps', async () => {
      const recording = startRecording()
      const model = wrapModel(major.model(script(callTool('work'), say('done'), say('more'))), recording)
      await withContext({ turnId: 'turn-1', conversationId: 'c1' }, async () => {
        await run(major, { model, kind })
        await run(major, { model, kind, options: { prompt: 'More!' } })
      })
      const generations = await recording.generations()
      expect(placesOf(generations)).toEqual(['A0.0', 'A1.0', 'A2.0'])
      expect(generations[0]).toMatchObject({ turnId: 'turn-1', conversationId: 'c1', link: { how: 'explicit' } })
    })

    test('in a context loops are joined and questions kept apart', async () => {
      const recording = startRecording()
      const answers = script(callTool('work'), say('done'), callTool('work'), say('done'))
      const model = wrapModel(major.model(answers), recording)
      await withContext({ conversationId: 'c1' }, async () => {
        await run(major, { model, kind })
        await run(major, { model, kind })
      })
      expect(placesOf(await recording.generations())).toEqual(['A0.0', 'A1.0', 'B0.0', 'B1.0'])
    })

    test('retries are attempts of one step, in a context', async () => {
      const recording = startRecording()
      const answers = script(overloaded(), callTool('work'), overloaded(), say('done'))
      const model = wrapModel(major.model(answers), recording)
      await withContext({ conversationId: 'c1' }, () => run(major, { model, kind }))
      expect(placesOf(await recording.generations())).toEqual(['A0.0', 'A0.1', 'A1.0', 'A1.1'])
    })

    test('retries are attempts of one step, under a signal of the app', async () => {
      const recording = startRecording()
      const answers = script(overloaded(), callTool('work'), overloaded(), say('done'))
      const model = wrapModel(major.model(answers), recording)
      const { signal } = new AbortController()
      await run(major, { model, kind, options: { abortSignal: signal } })
      expect(placesOf(await recording.generations())).toEqual(['A0.0', 'A0.1', 'A1.0', 'A1.1'])
    })

    test('retries of models of older specifications are attempts too', async () => {
      for (const older of majors.filter(({ number }) => number < major.number)) {
        const recording = startRecording()
        const model = wrapModel(
          older.model(script(overloaded(), callTool('work'), overloaded(), say('done'))),
          recording,
        )
        await withContext({ conversationId: 'c1' }, () => run(major, { model, kind }))
        expect(placesOf(await recording.generations())).toEqual(['A0.0', 'A0.1', 'A1.0', 'A1.1'])
      }
    })

    test('retries without either: ai 7 tells nothing of the first step of a stream', async () => {
      const recording = startRecording()
      const model = wrapModel(major.model(script(overloaded(), callTool('work'), overloaded(), say('done'))), recording)
      await run(major, { model, kind })
      const isTold = major.number < 7 || kind === 'generateText'
      expect(placesOf(await recording.generations())).toEqual(
        isTold ? ['A0.0', 'A0.1', 'A1.0', 'A1.1'] : ['A0.0', 'B0.0', 'B1.0', 'B1.1'],
      )
    })

    test('below a middleware that rebuilds the call options loops are joined, retries only in a context', async () => {
      const { sdk } = major
      const rebuild = {
        specificationVersion: 'v3',
        transformParams: async ({ params }: { readonly params: CallOptions }) => ({
          ...params,
          headers: { ...params.headers },
          prompt: [...params.prompt],
        }),
      }
      async function places(within: (work: () => PromiseLike<unknown>) => PromiseLike<unknown>) {
        const recording = startRecording()
        const answers = script(overloaded(), callTool('work'), say('done'))
        const inner = sdk.wrapLanguageModel({ model: major.model(answers), middleware: captureMiddleware(recording) })
        const model = sdk.wrapLanguageModel({ model: inner, middleware: rebuild })
        await within(() => run(major, { model, kind }))
        return placesOf(await recording.generations())
      }
      expect(await places((work) => withContext({ conversationId: 'c1' }, work))).toEqual(['A0.0', 'A0.1', 'A1.0'])
      expect(await places((work) => work())).toEqual(['A0.0', 'B0.0', 'B1.0'])
    })
  })

  test('a tool loop that the app runs by hand is one turn', async () => {
    const recording = startRecording()
    const model = wrapModel(major.model(script(callTool('work'), say('done'))), recording)
    const { inputSchema } = { inputSchema: major.sdk.jsonSchema({ type: 'object' }) }
    const tools = { work: major.sdk.tool({ inputSchema }) }
    const question = { role: 'user', content: 'Work!' }
    await major.sdk.generateText({ model, messages: [question], tools })
    const call = { type: 'tool-call', toolCallId: 'c1', toolName: 'work', input: {} }
    const result = { type: 'tool-result', toolCallId: 'c1', toolName: 'work', output: { type: 'text', value: 'ok' } }
    const messages = [question, { role: 'assistant', content: [call] }, { role: 'tool', content: [result] }]
    await major.sdk.generateText({ model, messages, tools })
    const generations = await recording.generations()
    expect(placesOf(generations)).toEqual(['A0.0', 'A1.0'])
    expect(generations[1]).toMatchObject({ link: { how: 'prefix' } })
  })

  test('streamObject gives nothing to join by, and asks once', async () => {
    const recording = startRecording()
    const model = wrapModel(
      major.model(() => say('{}')),
      recording,
    )
    const schema = major.sdk.jsonSchema({ type: 'object' })
    for (const prompt of ['One?', 'Two?']) {
      await Array.fromAsync(major.sdk.streamObject({ model, prompt, schema }).textStream)
    }
    expect(placesOf(await recording.generations())).toEqual(['A0.0', 'B0.0'])
  })
})
