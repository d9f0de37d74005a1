import { defined, field, listField, textField } from '../../core/field.ts'
import type { GenerationRequest } from '../../core/generation.ts'
import { textMessage, type Message } from '../../core/message.ts'
import type { CallStart, OuterCall } from '../../middleware/call.ts'
import { outerCall } from '../../middleware/context.ts'
import { mergeLabels } from '../../middleware/labels.ts'
import { announceCall, type Asking } from '../announced-calls.ts'
import { recorderOf, type CaptureOptions } from '../capture-options.ts'
import type { CallLink } from '../turns/link-call.ts'
import { activeFrame, type Frame } from './frames.ts'
import { labelsOf } from './labels.ts'
import { linkRun } from './link-run.ts'
import { toMessage } from './message.ts'
import { addRun, openRun, type OpenRun } from './open-runs.ts'
import { Run } from './run.ts'
import { copySettings } from './settings.ts'

/** What `handleChatModelStart` and `handleLLMStart` are told. */
export type StartedRun = {
  readonly operation: 'chat' | 'completion'
  /** Messages of LangChain, or prompts. */
  readonly messages: readonly unknown[]
  readonly model: unknown
  readonly runId: string
  readonly parentRunId: string | undefined
  /** `{options, invocation_params}` */
  readonly extra: unknown
  readonly tags: unknown
  readonly metadata: unknown
}

/** Who hears of a run. */
export type Hearing = {
  /** The handler itself. */
  readonly by: object
  readonly options: CaptureOptions
  /** True for the handler of a model: its door would tap the run if the app read a stream, and runs the model in a frame. */
  readonly isOfModel: boolean
}

/** Begins to follow a run, unless another handler does. A handler within an agent captures for the agent. */
export function beginRun(started: StartedRun, hearing: Hearing): void {
  const frame = activeFrame()
  if (frame?.agent !== undefined) frame.agent.isSeen = true
  const recorder = recorderOf(frame?.agent?.options ?? hearing.options)
  if (!recorder.enabled) return
  const known = openRun(started.runId)
  if (known !== undefined) return joinRun(known, hearing)
  const above = outerCall()
  let link: CallLink | undefined
  let request: GenerationRequest | undefined
  const call = recorder.begin(() => ({
    ...factsOf(started, frame),
    labels: mergeLabels(labelsOf(started), hearing.options, frame?.agent?.options),
    request: () => (request = copyRequest(started)),
    link: (sent) => (link = linkRun(sent, started, frame?.agent?.turnKey)),
  }))
  const opened = takeStream(frame)
  if (call === undefined) {
    opened?.(undefined)
    if (above === undefined || above === frame?.agent?.noting) leaveOut(started, hearing)
    return
  }
  const run = new Run(call, link, hearing.isOfModel)
  announce(addRun(started.runId, run, hearing.by, started.metadata), call.outer, {
    asking: { messages: request?.messages ?? [], model: namedModel(started) ?? '' },
    isFramed: hearing.isOfModel,
  })
  if (opened === undefined) run.follow()
  else opened(run)
}

type Told = { readonly asking: Asking; readonly isFramed: boolean }

/** Says to the doors below that the call is captured, or left out, already. */
function announce(open: OpenRun, outer: OuterCall, { asking, isFramed }: Told): void {
  open.outer = outer
  open.announcement = announceCall(outer, asking, isFramed)
}

function joinRun({ run, announcement }: OpenRun, { options, isOfModel }: Hearing): void {
  if (isOfModel) run?.knowsStreams()
  if (isOfModel && announcement !== undefined) announcement.isFramed = true
  run?.call.outer.join(mergeLabels(options))
}

/** The stream that the app reads and that this run is of; it is of no other. */
function takeStream(frame: Frame | undefined): ((run: Run | undefined) => void) | undefined {
  const stream = frame?.stream
  const opened = stream?.opened
  if (stream !== undefined) stream.opened = undefined
  return opened
}

/** The doors below must not capture what was left out here. */
function leaveOut(started: StartedRun, { by, isOfModel }: Hearing): void {
  const open = addRun(started.runId, undefined, by, started.metadata)
  const messages = started.messages.slice(-1).map(toCopy)
  const asking = { messages, model: namedModel(started) ?? '' }
  announce(open, new LeftOut(started.runId, open), { asking, isFramed: isOfModel })
}

/** Stands for a call that is not captured: it takes what the doors below would add, and keeps nothing. */
class LeftOut implements OuterCall {
  readonly #runId: string
  // Weak, because a run whose reader left never ends.
  readonly #open: WeakRef<OpenRun>

  constructor(runId: string, open: OpenRun) {
    this.#runId = runId
    this.#open = new WeakRef(open)
  }

  get isOpen(): boolean {
    const open = this.#open.deref()
    return open !== undefined && openRun(this.#runId) === open
  }

  join(): void {}
}

function toCopy(message: unknown): Message {
  return typeof message === 'string' ? textMessage('user', message) : toMessage(message)
}

function copyRequest({ messages, extra }: StartedRun): GenerationRequest {
  return { messages: messages.map(toCopy), ...copySettings(extra) }
}

function factsOf(started: StartedRun, frame: Frame | undefined): Omit<CallStart, 'request'> {
  const { operation, extra, metadata } = started
  const sent = field(extra, 'invocation_params')
  const signal = field(field(extra, 'options'), 'signal')
  return {
    source: {
      adapter: 'langchain',
      framework: 'langchain',
      ...defined({ version: textField(field(metadata, 'versions'), '@langchain/core') }),
    },
    operation,
    stream: frame?.stream?.opened !== undefined || field(sent, 'stream') === true,
    model: { ...defined({ provider: textField(metadata, 'ls_provider') }), requested: modelOf(started) },
    ...(signal instanceof AbortSignal ? { signal } : {}),
  }
}

function namedModel({ extra, metadata }: StartedRun): string | undefined {
  const sent = field(extra, 'invocation_params')
  return textField(sent, 'model') ?? textField(sent, 'model_name') ?? textField(metadata, 'ls_model_name')
}

function modelOf(started: StartedRun): string {
  // The name of the class, for models that have none.
  const [className] = listField(started.model, 'id').slice(-1)
  return namedModel(started) ?? (typeof className === 'string' ? className : '')
}
