export { exampleOf, type Saying } from './example-of.ts'
export { runStep, type StepRun } from './run-step.ts'
export { testAdapter } from './test-adapter.ts'
export { testDetector, type FoundText, type TestDetectorOptions } from './test-detector.ts'
export { testFormat, type TestFormatOptions } from './test-format.ts'
export { testStep, type TestStepOptions } from './test-step.ts'
export { testStore, type StoreUnderTest } from './test-store.ts'
export type {
  AdapterUnderTest,
  CallOptions,
  Limit,
  Question,
  QuestionToSend,
  UpstreamAddress,
} from './adapter/subject.ts'
export type { Piece } from './adapter/upstream/script.ts'
export type { Wire } from './adapter/wire.ts'
export type { CreatePlace, StorePlace } from './store/place.ts'
export type { TestRunner } from './test-runner.ts'
