export { copyEvents, type CopyCounts, type CopyOptions, type CopyResult, type Refusal } from './copy.ts'
export type { ErasureResult } from '../core/store.ts'
