import type { Door } from './door.ts'

// Loaded late, so that a process has only the client in it that it measures.
const LOADERS: { readonly [name: string]: () => Promise<Door> } = {
  'openai-chat': async () => (await import('./openai.ts')).openaiChatDoor,
  'openai-responses': async () => (await import('./openai.ts')).openaiResponsesDoor,
  anthropic: async () => (await import('./anthropic.ts')).anthropic,
  ollama: async () => (await import('./ollama.ts')).ollama,
  'ai-sdk': async () => (await import('./ai-sdk.ts')).aiSdk,
  'langchain-model': async () => (await import('./langchain.ts')).langchainModel,
  'langchain-handler': async () => (await import('./langchain.ts')).langchainHandler,
  'fetch-openai-chat': async () => (await import('./fetch.ts')).fetchChat,
  'fetch-openai-responses': async () => (await import('./fetch.ts')).fetchResponses,
  'fetch-anthropic': async () => (await import('./fetch.ts')).fetchAnthropic,
  'fetch-ollama': async () => (await import('./fetch.ts')).fetchOllama,
}

export const doorNames: readonly string[] = Object.keys(LOADERS)

export async function loadDoor(name = ''): Promise<Door> {
  const door = await LOADERS[name]?.()
  if (door === undefined) throw new Error(`there is no door ${name}`)
  return door
}
