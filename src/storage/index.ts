export { copyEvents, type CopyCounts, type CopyOptions, type CopyResult, type Refusal } from './copy.ts'
