import { field, numberField } from '../../core/field.ts'
import { recorderOf, type CaptureOptions } from '../capture-options.ts'
import { beginRun, type StartedRun } from './begin-run.ts'
import { activeFrame } from './frames.ts'
import { openRun, removeRun } from './open-runs.ts'
import { runBegan, runEnded } from './root-runs.ts'

/** By this name handlers of a second copy of the package are known too, and LangChain adds one of a name globally. */
export const HANDLER_NAME = 'finetap'

/**
 * A callback handler, with what LangChain looks at in one. It is awaited, and does nothing that would have to be waited
 * for: in the background LangChain would run it in the context of another request.
 */
export class CaptureHandler {
  readonly name: string = HANDLER_NAME
  readonly awaitHandlers = true
  readonly raiseError = false
  readonly ignoreLLM = false
  readonly ignoreChain = false
  readonly ignoreAgent = false
  readonly ignoreRetriever = false
  readonly ignoreCustomEvent = true
  readonly lc_serializable = false
  readonly #options: CaptureOptions
  readonly #isActive: (() => boolean) | undefined

  /** `isActive` is given for handlers of a model itself, whose streams are tapped. */
  constructor(options: CaptureOptions, isActive?: () => boolean) {
    this.#options = options
    this.#isActive = isActive
  }

  /** False where nothing would be captured: who can leaves the handler out then, because LangChain's own part costs. */
  get isListening(): boolean {
    if (this.#isActive?.() === false) return false
    try {
      return recorderOf(activeFrame()?.agent?.options ?? this.#options).enabled
    } catch {
      // Told when it is asked to capture.
      return true
    }
  }

  copy(): this {
    return this
  }

  /** LangChain writes handlers into traces: nothing of the recorder's goes there. */
  toJSON(): object {
    return { lc: 1, type: 'not_implemented', id: [HANDLER_NAME, 'CaptureHandler'] }
  }

  handleChatModelStart(
    model: unknown,
    messages: readonly (readonly unknown[])[],
    runId: string,
    parentRunId?: string,
    extra?: unknown,
    tags?: unknown,
    metadata?: unknown,
  ): void {
    const [first = []] = messages
    this.#begin({ operation: 'chat', messages: first, model, runId, parentRunId, extra, tags, metadata })
  }

  handleLLMStart(
    model: unknown,
    prompts: readonly string[],
    runId: string,
    parentRunId?: string,
    extra?: unknown,
    tags?: unknown,
    metadata?: unknown,
  ): void {
    this.#begin({ operation: 'completion', messages: prompts, model, runId, parentRunId, extra, tags, metadata })
  }

  handleLLMNewToken(
    token: string,
    index: unknown,
    runId: string,
    _parentRunId?: string,
    _tags?: unknown,
    fields?: unknown,
  ): void {
    const open = openRun(runId)
    open?.announcement?.retract()
    if (open?.by === this) open.run?.token(token, numberField(index, 'completion'), field(fields, 'chunk'))
  }

  handleLLMEnd(result: unknown, runId: string, _parentRunId?: string, _tags?: unknown, extra?: unknown): void {
    const open = openRun(runId)
    if (open === undefined) return
    removeRun(runId, open)
    open.run?.end(result, field(extra, 'cached') === true)
  }

  handleLLMError(error: unknown, runId: string): void {
    const open = openRun(runId)
    if (open === undefined) return
    removeRun(runId, open)
    open.run?.fail(error)
  }

  handleChainStart(_chain: unknown, _inputs: unknown, runId: string, parentRunId?: string): void {
    runBegan(runId, parentRunId)
  }

  handleChainEnd(_outputs: unknown, runId: string): void {
    runEnded(runId)
  }

  handleChainError(_error: unknown, runId: string): void {
    runEnded(runId)
  }

  handleToolStart(_tool: unknown, _input: string, runId: string, parentRunId?: string): void {
    runBegan(runId, parentRunId)
  }

  handleToolEnd(_output: unknown, runId: string): void {
    runEnded(runId)
  }

  handleToolError(_error: unknown, runId: string): void {
    runEnded(runId)
  }

  handleRetrieverStart(_retriever: unknown, _query: string, runId: string, parentRunId?: string): void {
    runBegan(runId, parentRunId)
  }

  handleRetrieverEnd(_documents: unknown, runId: string): void {
    runEnded(runId)
  }

  handleRetrieverError(_error: unknown, runId: string): void {
    runEnded(runId)
  }

  #begin(started: StartedRun): void {
    if (this.#isActive?.() === false) return
    try {
      beginRun(started, { by: this, options: this.#options, isOfModel: this.#isActive !== undefined })
    } catch (cause) {
      tell(this.#options, cause)
    }
  }
}

/** Counts what finetap itself failed at. LangChain would write it to the app's console. */
function tell(options: CaptureOptions, cause: unknown): void {
  try {
    recorderOf(options).begin(() => {
      throw cause
    })
  } catch {
    // A recorder that throws has nobody to tell.
  }
}
