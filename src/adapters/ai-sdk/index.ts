export type { CaptureOptions } from '../capture-options.ts'
export { captureMiddleware, type CaptureMiddleware } from './capture-middleware.ts'
export type { LanguageModelLike } from './specification.ts'
export { wrapModel } from './wrap-model.ts'
