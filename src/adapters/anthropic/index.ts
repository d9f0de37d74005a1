export type { CaptureOptions } from '../capture-options.ts'
export { wrapAnthropic, type AnthropicLike } from './wrap-anthropic.ts'
