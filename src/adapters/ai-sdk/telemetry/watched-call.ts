import { field, textField } from '../../../core/field.ts'
import type { GenerationLabels, GenerationRequest } from '../../../core/generation.ts'
import { snapshotJson } from '../../../core/snapshot.ts'
import type { Outcome } from '../../../middleware/call.ts'
import { mergeLabels } from '../../../middleware/labels.ts'
import { recorderOf, type CaptureOptions } from '../../capture-options.ts'
import type { KnownTurn } from '../../turns/link-call.ts'
import { lastUserKey } from '../turns/question.ts'

/** A call that does not run through finetap: its door hears when it begins and, if it goes well, when it ends. */
export type WatchedCall = {
  readonly model: { readonly provider: string; readonly requested: string }
  readonly request: GenerationRequest
  /** The key of the last user message. */
  readonly question: string
  readonly format: Awaited
  readonly labels: GenerationLabels
  /** Milliseconds since 1970. */
  readonly startedAt: number
  /** The same moment by `performance.now()`. */
  readonly since: number
}

/** What becomes of a value that may be a promise. */
type Awaited = { value: unknown }

/** What was asked of whom, with a copy of it as the record keeps it. */
export type Asked = {
  /** `{provider, modelId}` */
  readonly model: unknown
  readonly prompt: readonly unknown[]
  readonly request: GenerationRequest
  /** The SDK's output specification, whose response format may come later. */
  readonly output?: unknown
  readonly labels: GenerationLabels
}

/** A call begins now. */
export function watchCall({ model, prompt, request, output, labels }: Asked): WatchedCall {
  return {
    model: { provider: textField(model, 'provider') ?? '', requested: textField(model, 'modelId') ?? '' },
    request,
    question: lastUserKey(prompt),
    format: awaited(field(output, 'responseFormat')),
    labels,
    startedAt: Date.now(),
    since: performance.now(),
  }
}

/** The value once it has come; not awaited, because the app's call must not wait. */
export function awaited(promised: unknown): Awaited {
  const found: Awaited = { value: undefined }
  Promise.resolve(promised).then(
    (value) => (found.value = value),
    () => undefined,
  )
  return found
}

/** What is known of a watched call when it is over. */
export type WatchedEnd = {
  readonly outcome: Outcome
  readonly version: string
  readonly stream: boolean
  readonly turn: KnownTurn
}

/** Records a call that is over, and that no wrap took care of. */
export function recordWatched(watched: WatchedCall, end: WatchedEnd, options: CaptureOptions): void {
  const { model, startedAt, labels } = watched
  const { outcome, version, stream, turn } = end
  const call = recorderOf(options).begin(() => ({
    source: { adapter: 'ai-sdk', framework: 'ai', version },
    operation: 'chat',
    stream,
    model,
    startedAt,
    request: () => requestOf(watched),
    labels: mergeLabels(options, labels),
    ...turn,
  }))
  const { status, error, ...partial } = outcome
  if (status === 'error') call?.fail(error, () => partial)
  else call?.end(() => outcome)
}

function requestOf({ request, format }: WatchedCall): GenerationRequest {
  return format.value === undefined ? request : { ...request, responseFormat: snapshotJson(format.value) }
}
