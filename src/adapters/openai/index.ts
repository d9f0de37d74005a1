export type { CaptureOptions } from '../capture-options.ts'
export { wrapOpenAI, type OpenAILike } from './wrap-openai.ts'
