import { setTimeout as pause } from 'node:timers/promises'

/** What the model answers next. Set before each call, so that one model serves every scenario. */
export type Script = {
  answer: string
  /** The answer when it is streamed. */
  pieces: readonly string[]
  /** How long the model thinks (0: not at all). */
  delayMs: number
  /** The stream breaks off with an error before this piece. */
  failsBefore?: number
}

/** A language model of specification v4 (ai 7) or v3 (ai 6) that answers from a script. */
export type MockModel = {
  readonly specificationVersion: 'v3' | 'v4'
  readonly provider: string
  readonly modelId: string
  readonly supportedUrls: Record<string, RegExp[]>
  doGenerate(options: object): Promise<object>
  doStream(options: object): Promise<{ readonly stream: ReadableStream<object> }>
}

const USAGE = {
  inputTokens: { total: 500, noCache: 500, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 50, text: 50, reasoning: 0 },
}

export function mockModel(specificationVersion: 'v3' | 'v4', script: Script): MockModel {
  let calls = 0

  function about(): object {
    calls += 1
    return { id: `response-${calls}`, modelId: 'mock-1', timestamp: new Date() }
  }

  return {
    specificationVersion,
    provider: 'mock',
    modelId: 'mock',
    supportedUrls: {},
    async doGenerate() {
      const { answer: text, delayMs } = script
      if (delayMs > 0) await pause(delayMs)
      return {
        content: [{ type: 'text', text }],
        ...ending(),
        warnings: [],
        response: about(),
      }
    },
    async doStream() {
      return { stream: streamOf(about(), script) }
    },
  }
}

// A piece is made when it is asked for, as where a response body is read; nothing lies ready.
function streamOf(about: object, { pieces, failsBefore }: Script): ReadableStream<object> {
  let next = -3
  return new ReadableStream<object>({
    pull(controller) {
      if (next === failsBefore) return controller.error(new Error('the model broke off'))
      controller.enqueue(partAt(next, about, pieces))
      if (next === pieces.length + 1) controller.close()
      next += 1
    },
  })
}

function partAt(index: number, about: object, pieces: readonly string[]): object {
  const delta = pieces[index]
  if (delta !== undefined) return { type: 'text-delta', id: '0', delta }
  if (index === -3) return { type: 'stream-start', warnings: [] }
  if (index === -2) return { type: 'response-metadata', ...about }
  if (index === -1) return { type: 'text-start', id: '0' }
  if (index === pieces.length) return { type: 'text-end', id: '0' }
  return { type: 'finish', ...ending() }
}

function ending(): object {
  return {
    finishReason: { unified: 'stop', raw: 'stop' },
    usage: { inputTokens: { ...USAGE.inputTokens }, outputTokens: { ...USAGE.outputTokens } },
  }
}
