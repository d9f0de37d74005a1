import { field } from '../../core/field.ts'
import type { CallStart } from '../../middleware/call.ts'
import { runInside } from '../../middleware/follow-promise.ts'
import { passBy, recorderOf, type CaptureOptions } from '../capture-options.ts'
import { followAnswer, followStreamed, noteAnswer, type Answering } from './follow-answer.ts'
import { toRequest } from './request.ts'
import { streamOf, type LanguageModelLike } from './specification.ts'
import { noteCall, type CallNote } from './telemetry/noted-calls.ts'
import { linkCall, type CallLink, type KnownTurn } from '../turns/link-call.ts'
import { askedOf } from './turns/asked.ts'

/** A call of `doGenerate` or `doStream`: the model, the call options, and what runs it. */
export type ModelCall<Result> = {
  readonly model: Pick<LanguageModelLike, 'specificationVersion' | 'provider' | 'modelId'>
  readonly params: unknown
  readonly stream: boolean
  readonly run: () => PromiseLike<Result>
  /** For doors that are told which calls belong to one turn. */
  readonly turn?: KnownTurn
  /** For doors that hear of the id that the SDK makes up when the provider gives none. */
  readonly awaitId?: Answering['awaitId']
  /** For doors that must give back the very result of the call. */
  readonly inPlace?: boolean
}

/** Runs a call and captures its answer; a stream as the app reads it. */
export function captureCall<Result>(call: ModelCall<Result>, options: CaptureOptions): PromiseLike<Result> {
  const recorder = recorderOf(options)
  const note = recorder.enabled ? noteCall(call.params) : undefined
  let link: CallLink | undefined
  const capture = recorder.begin(() => {
    link = linkCall(askedOf(call.params), call.turn)
    return startOf(call, options, link)
  })
  if (capture === undefined) return noted(passBy(options, call.run), note)
  const answering: Answering = { call: capture, link, note, awaitId: call.awaitId, inPlace: call.inPlace === true }
  return Promise.resolve(runInside(capture, call.run)).then(
    (result) => {
      note?.saw(result)
      const stream = streamOf(result)
      if (call.stream || stream !== undefined) return followStreamed(result, stream, answering)
      return followAnswer(result, answering)
    },
    (error: unknown) => {
      note?.saw(error)
      link?.failed()
      capture.fail(error)
      throw error
    },
  )
}

function noted<Result>(running: PromiseLike<Result>, note: CallNote | undefined): PromiseLike<Result> {
  return note === undefined ? running : running.then((result) => noteAnswer(result, note))
}

function startOf(call: ModelCall<unknown>, labels: CaptureOptions, link: CallLink): CallStart {
  const { model, params, stream } = call
  const signal = field(params, 'abortSignal')
  return {
    source: { adapter: 'ai-sdk', framework: 'ai', version: model.specificationVersion },
    operation: 'chat',
    stream,
    model: { provider: model.provider, requested: model.modelId },
    request: () => toRequest(params),
    labels,
    turnKey: link.turnKey,
    linkedBy: link.linkedBy,
    attemptKey: link.attemptKey,
    ...(signal instanceof AbortSignal ? { signal } : {}),
  }
}
