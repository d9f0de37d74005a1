import { defined, field, textField } from '../../../core/field.ts'
import type { GenerationLabels, GenerationRequest } from '../../../core/generation.ts'
import { snapshotJson } from '../../../core/snapshot.ts'
import { mergeLabels } from '../../../middleware/labels.ts'
import { toRequest } from '../request.ts'
import { eventLabels } from './event-labels.ts'
import { awaited, type WatchedCall } from './watched-call.ts'

// Calls of the SDK under way at once. Those that end without a word, such as streams that nobody reads on, stay until
// so many others have begun.
const MOST_OPEN = 10_000
// How long a streamed answer waits for the id that the SDK makes up.
const ID_MS = 1_000

/** One generateText, streamText, generateObject or streamObject of ai 7. */
export type Operation = {
  readonly callId: string
  readonly turnKey: object
  readonly stream: boolean
  labels: GenerationLabels
  step: Step | undefined
  /** True when the app wants its inputs or outputs not to be recorded. */
  readonly isPrivate: boolean
  /** What generateObject and streamObject say when they begin; their messages come later. */
  readonly settings: GenerationRequest | undefined
  /** Their call, which runs past finetap. */
  watched: WatchedCall | undefined
  /** Takes the id of the answer that waits for one. */
  takeId: ((id: string | undefined) => void) | undefined
}

/** A step: all its attempts ask the same. */
type Step = {
  readonly attemptKey: object
  /** Not held: the SDK holds it while the step is under way. */
  readonly prompt: WeakRef<object> | undefined
  readonly toolChoice: unknown
  readonly format: { readonly value: unknown }
}

/** The operations under way, by the id that ai 7 gives them. */
export type Operations = {
  started(callId: string, event: unknown): Operation
  get(callId: string): Operation | undefined
  ended(callId: string): void
}

export function createOperations(): Operations {
  const open = new Map<string, Operation>()

  function end(callId: string): void {
    open.get(callId)?.takeId?.(undefined)
    open.delete(callId)
  }

  return {
    started(callId, event) {
      const stream = textField(event, 'operationId')?.startsWith('ai.stream') === true
      const operation: Operation = {
        callId,
        turnKey: {},
        stream,
        labels: eventLabels(event),
        isPrivate: field(event, 'recordInputs') === false || field(event, 'recordOutputs') === false,
        settings: settingsOf(event),
        step: undefined,
        watched: undefined,
        takeId: undefined,
      }
      open.set(callId, operation)
      if (open.size > MOST_OPEN) end(open.keys().next().value ?? '')
      return operation
    },
    get: (callId) => open.get(callId),
    ended: end,
  }
}

function settingsOf(event: unknown): GenerationRequest | undefined {
  if (textField(event, 'operationId')?.endsWith('Object') !== true) return undefined
  const [schema, name, description] = ['schema', 'schemaName', 'schemaDescription'].map((key) => field(event, key))
  const responseFormat = snapshotJson({ type: 'json', ...defined({ schema, name, description }) })
  return { ...toRequest(event), messages: [], responseFormat }
}

/** A step of the operation begins; the app may have changed its context for it. */
export function beginStep(operation: Operation, event: unknown): void {
  const prompt = field(event, 'promptMessages')
  operation.labels = mergeLabels(operation.labels, eventLabels(event))
  operation.step = {
    attemptKey: {},
    prompt: typeof prompt === 'object' && prompt !== null ? new WeakRef(prompt) : undefined,
    toolChoice: field(event, 'stepToolChoice'),
    format: awaited(field(field(event, 'output'), 'responseFormat')),
  }
}

/**
 * Waits for the id that the SDK gives an answer without one. generateText tells it at once; streamText when the app has
 * read the step to its end.
 */
export function awaitId(operation: Operation, found: (id: string | undefined) => void): void {
  operation.takeId?.(undefined)
  let isTaken = false
  function take(id: string | undefined): void {
    if (isTaken) return
    isTaken = true
    operation.takeId = undefined
    found(id)
  }
  operation.takeId = take
  if (operation.stream) setTimeout(take, ID_MS, undefined).unref()
  else setImmediate(take, undefined)
}
