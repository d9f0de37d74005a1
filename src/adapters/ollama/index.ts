export type { CaptureOptions } from '../capture-options.ts'
export { wrapOllama, type OllamaLike } from './wrap-ollama.ts'
