import { convertArrayToReadableStream, MockLanguageModelV4 } from 'ai/test'

/** A model of the AI SDK that streams these pieces, each time that it is asked. */
export function mockModel(...pieces: readonly string[]): MockLanguageModelV4 {
  return new MockLanguageModelV4({
    doStream: () => Promise.resolve({ stream: convertArrayToReadableStream(partsOf(pieces)) }),
  })
}

/** As `mockModel`, and says the second piece only when it may. */
export function pausingModel(first: string, mayGoOn: Promise<void>, second: string): MockLanguageModelV4 {
  async function* parts() {
    for (const part of partsOf([first, second])) {
      if (part.type === 'text-delta' && part.delta === second) await mayGoOn
      yield part
    }
  }
  return new MockLanguageModelV4({ doStream: () => Promise.resolve({ stream: ReadableStream.from(parts()) }) })
}

function partsOf(pieces: readonly string[]) {
  return [
    { type: 'stream-start' as const, warnings: [] },
    { type: 'text-start' as const, id: '1' },
    ...pieces.map((delta) => ({ type: 'text-delta' as const, id: '1', delta })),
    { type: 'text-end' as const, id: '1' },
    {
      type: 'finish' as const,
      finishReason: { unified: 'stop' as const, raw: 'stop' },
      usage: {
        inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
        outputTokens: { total: 1, text: 1, reasoning: 0 },
      },
    },
  ]
}
