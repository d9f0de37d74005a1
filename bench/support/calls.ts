import type { Door, Site } from './door.ts'
import type { ChatRequest } from './requests.ts'

/** One way to make a call. `model`: the model itself is called, so nothing but capture is left. `app`: as apps do. */
export type Level = 'model' | 'app'

/** Sends a request and waits for the whole answer. */
export async function generate(door: Door, level: Level, { messages }: ChatRequest): Promise<void> {
  if (level === 'model') await door.model.doGenerate(modelOptions(messages))
  else await door.sdk.generateText({ model: door.model, messages, ...door.settings })
}

/** Sends a request and reads the whole answer as it streams. */
export async function stream(door: Door, level: Level, { messages }: ChatRequest): Promise<void> {
  if (level === 'app') {
    const { textStream } = door.sdk.streamText({ model: door.model, messages, ...door.settings })
    for await (const piece of textStream) void piece
    return
  }
  const result = await door.model.doStream(modelOptions(messages))
  const reader = result.stream.getReader()
  while (!(await reader.read()).done) continue
}

/** Reads the first pieces of a streamed answer, and lets go of it without a word, as apps do whose user has left. */
export async function abandon(door: Door, level: Level, { messages }: ChatRequest, read: number): Promise<void> {
  const source =
    level === 'app'
      ? door.sdk.streamText({ model: door.model, messages, ...door.settings }).textStream[Symbol.asyncIterator]()
      : (await door.model.doStream(modelOptions(messages))).stream[Symbol.asyncIterator]()
  for (let piece = 0; piece < read; piece += 1) await source.next()
}

/** Sets what the model answers to the request. */
export function prepareAnswer({ script }: Site, { answer }: ChatRequest): void {
  script.answer = answer
}

// What ai 7 hands to a model for a plain call, in its order.
function modelOptions(prompt: ChatRequest['messages']): object {
  return {
    maxOutputTokens: undefined,
    temperature: undefined,
    topP: undefined,
    topK: undefined,
    presencePenalty: undefined,
    frequencyPenalty: undefined,
    stopSequences: undefined,
    seed: undefined,
    reasoning: undefined,
    tools: undefined,
    toolChoice: { type: 'auto' },
    responseFormat: undefined,
    prompt,
    providerOptions: undefined,
    abortSignal: undefined,
    headers: { 'user-agent': 'ai/7' },
  }
}
