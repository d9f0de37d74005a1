export type { CaptureOptions } from '../capture-options.ts'
export { wrapFetch, type FetchLike } from './wrap-fetch.ts'
