import { MockLanguageModelV4 } from 'ai/test'

export type Answer = Awaited<ReturnType<MockLanguageModelV4['doGenerate']>>
type StreamPart =
  Awaited<ReturnType<MockLanguageModelV4['doStream']>>['stream'] extends ReadableStream<infer Part> ? Part : never

/** A part, the word to wait for ever, or an error to break with. */
export type Scripted = StreamPart | 'wait' | { readonly failWith: Error }

const usage: Answer['usage'] = {
  inputTokens: { total: 3, noCache: 3, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: 5, text: 5, reasoning: undefined },
}

export function answerOf(text: string): Answer {
  return {
    content: [{ type: 'text', text }],
    finishReason: { unified: 'stop', raw: 'stop' },
    usage,
    warnings: [],
    response: { id: 'response-1', modelId: 'mock-model-2026' },
  }
}

export function toolCallAnswer(toolName: string, input: object): Answer {
  return {
    ...answerOf(''),
    content: [{ type: 'tool-call', toolCallId: 'call-1', toolName, input: JSON.stringify(input) }],
    finishReason: { unified: 'tool-calls', raw: 'tool_calls' },
  }
}

/** A model that gives one answer after the other. */
export function modelThatAnswers(...answers: Answer[]): MockLanguageModelV4 {
  const waiting = [...answers]
  return new MockLanguageModelV4({
    provider: 'mock',
    modelId: 'mock-model',
    doGenerate: async () => waiting.shift() ?? answerOf('nothing left to say'),
  })
}

export function textParts(...deltas: string[]): StreamPart[] {
  return [
    { type: 'stream-start', warnings: [] },
    { type: 'text-start', id: '0' },
    ...deltas.map((delta): StreamPart => ({ type: 'text-delta', id: '0', delta })),
  ]
}

export function finish(unified: 'stop' | 'error' | 'tool-calls' = 'stop'): StreamPart {
  return { type: 'finish', finishReason: { unified, raw: unified }, usage }
}

export function failAfter(failWith: Error): Scripted {
  return { failWith }
}

/** A model whose stream follows the script; with `signal` its stream breaks when the app's signal fires. */
export function modelThatStreams(
  script: readonly Scripted[],
  options: { readonly signal?: boolean } = {},
): MockLanguageModelV4 {
  return new MockLanguageModelV4({
    provider: 'mock',
    modelId: 'mock-model',
    async doStream({ abortSignal }) {
      const steps = [...script]
      const stream = new ReadableStream<StreamPart>(
        {
          async pull(controller) {
            const step = steps.shift()
            if (step === undefined) return controller.close()
            if (step === 'wait') {
              await new Promise<void>((resolve) => abortSignal?.addEventListener('abort', () => resolve()))
              return options.signal === true ? controller.error(abortSignal?.reason) : undefined
            }
            if ('failWith' in step) return controller.error(step.failWith)
            controller.enqueue(step)
          },
        },
        { highWaterMark: 0 },
      )
      return { stream }
    },
  })
}
