export { createRecorder, defaultRecorder, setDefaultRecorder, type CreateRecorderOptions } from './default-recorder.ts'
export { FinetapError, type FinetapErrorCode } from './core/errors.ts'
export { unwrap } from './middleware/unwrap.ts'
export { withContext, type CaptureContext } from './middleware/context.ts'
export type { Judgement } from './middleware/judgement.ts'
export type { Recorder } from './middleware/recorder.ts'
export type { DropReason, RecorderStats } from './middleware/stats.ts'
export type { Sample } from './middleware/sampling.ts'
export type { Erasure, ErasureSelector } from './core/erasure.ts'
export type { AnswerFeedback, Example, ExampleMessage, Exclusion, MessageOrigin } from './core/example.ts'
export type { Feedback, FeedbackTarget } from './core/feedback.ts'
export type { Container, Format, FormatResult, Row } from './core/format.ts'
export type { Gap } from './core/gap.ts'
export type {
  FinishReason,
  Generation,
  GenerationError,
  GenerationLabels,
  GenerationRequest,
  GenerationResponse,
  GenerationStatus,
  Usage,
} from './core/generation.ts'
export type { Json, JsonObject } from './core/json.ts'
export type { LogEvent, OtherEvent } from './core/log-event.ts'
export type {
  FilePart,
  Message,
  OtherPart,
  Part,
  ReasoningPart,
  Role,
  SourcePart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from './core/message.ts'
export type { Review, ReviewTarget } from './core/review.ts'
export type {
  BatchStep,
  Corpus,
  CorpusEntry,
  CorpusStep,
  Drop,
  Keep,
  StatelessStep,
  Step,
  StepFunction,
  StepResult,
  Verdict,
  Verdicts,
} from './core/step.ts'
export type {
  Cursor,
  Damage,
  Durability,
  ErasureResult,
  EventOf,
  LateRefusal,
  RangeOf,
  ReadRange,
  ScanOptions,
  Scanned,
  Store,
  StoreCapabilities,
} from './core/store.ts'
export type { Tool } from './core/tool.ts'
